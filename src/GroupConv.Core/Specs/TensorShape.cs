using System.Collections;
using System.Globalization;
using System.Runtime.CompilerServices;

namespace GroupConv.Core.Specs;

/// <summary>
/// The lengths of a tensor's dimensions, such as <c>[1, 64, 56, 56]</c>, or of its spatial dimensions alone, such as <c>[56, 56]</c>.
/// </summary>
/// <remarks>
/// Immutable. Converts from a collection expression, an array and <c>x.Lengths</c>, and to the spans of <c>System.Numerics.Tensors</c>, so
/// that <c>Tensor.CreateFromShape&lt;float&gt;(shape)</c> accepts it.
/// </remarks>
[CollectionBuilder(typeof(TensorShape), nameof(Create))]
public readonly struct TensorShape : IReadOnlyList<long>, IEquatable<TensorShape>
{
    private readonly nint[]? _lengths;

    /// <summary>Copies lengths, such as <c>x.Lengths</c>.</summary>
    /// <param name="lengths">The lengths.</param>
    public TensorShape(ReadOnlySpan<nint> lengths) => _lengths = lengths.ToArray();

    private TensorShape(nint[] lengths) => _lengths = lengths;

    /// <summary>The number of dimensions.</summary>
    public int Count => Span.Length;

    /// <summary>The product of the lengths: the number of elements of such a tensor. A double to avoid overflow.</summary>
    public double Elements
    {
        get
        {
            double elements = 1;
            foreach (nint length in Span)
                elements *= length;
            return elements;
        }
    }

    private ReadOnlySpan<nint> Span => _lengths;

    /// <summary>The length of a dimension.</summary>
    /// <param name="dimension">The dimension, from 0.</param>
    public long this[int dimension] => Span[dimension];

    /// <summary>Makes a shape from lengths. Collection expressions call this.</summary>
    /// <param name="lengths">The lengths.</param>
    public static TensorShape Create(ReadOnlySpan<long> lengths)
    {
        var copy = new nint[lengths.Length];
        for (int d = 0; d < copy.Length; d++)
            copy[d] = checked((nint)lengths[d]);
        return new TensorShape(copy);
    }

    /// <summary>Copies an array of lengths.</summary>
    /// <param name="lengths">The lengths.</param>
    /// <exception cref="ArgumentNullException">The array is null.</exception>
    public static implicit operator TensorShape(int[] lengths)
    {
        ArgumentNullException.ThrowIfNull(lengths);
        return new TensorShape(Array.ConvertAll(lengths, length => (nint)length));
    }

    /// <summary>Copies an array of lengths.</summary>
    /// <param name="lengths">The lengths.</param>
    /// <exception cref="ArgumentNullException">The array is null.</exception>
    public static implicit operator TensorShape(long[] lengths)
    {
        ArgumentNullException.ThrowIfNull(lengths);
        return Create(lengths);
    }

    /// <summary>Copies an array of lengths.</summary>
    /// <param name="lengths">The lengths.</param>
    /// <exception cref="ArgumentNullException">The array is null.</exception>
    public static implicit operator TensorShape(nint[] lengths)
    {
        ArgumentNullException.ThrowIfNull(lengths);
        return new TensorShape(lengths.AsSpan());
    }

    /// <summary>Copies lengths, such as <c>x.Lengths</c>.</summary>
    /// <param name="lengths">The lengths.</param>
    public static implicit operator TensorShape(ReadOnlySpan<nint> lengths) => new(lengths);

    /// <summary>The lengths in the form that the members of <c>Tensor</c> accept.</summary>
    /// <param name="shape">The shape.</param>
    public static implicit operator ReadOnlySpan<nint>(TensorShape shape) => shape.Span;

    /// <summary>Whether two shapes have the same lengths.</summary>
    public static bool operator ==(TensorShape left, TensorShape right) => left.Equals(right);

    /// <summary>Whether two shapes differ.</summary>
    public static bool operator !=(TensorShape left, TensorShape right) => !left.Equals(right);

    /// <summary>Whether a tensor of the lengths on the right has this shape.</summary>
    public static bool operator ==(TensorShape left, ReadOnlySpan<nint> right) => left.Span.SequenceEqual(right);

    /// <summary>Whether a tensor of the lengths on the right has another shape.</summary>
    public static bool operator !=(TensorShape left, ReadOnlySpan<nint> right) => !left.Span.SequenceEqual(right);

    /// <summary>The lengths in the form that the members of <c>Tensor</c> accept.</summary>
    public ReadOnlySpan<nint> AsSpan() => Span;

    /// <summary>The lengths of some dimensions; <c>shape[^2..]</c> calls this.</summary>
    /// <param name="start">The first dimension.</param>
    /// <param name="length">How many dimensions.</param>
    public TensorShape Slice(int start, int length) => new(Span.Slice(start, length));

    /// <summary>The lengths in order.</summary>
    public IEnumerator<long> GetEnumerator()
    {
        for (int d = 0; d < Count; d++)
            yield return this[d];
    }

    /// <inheritdoc/>
    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <inheritdoc/>
    public bool Equals(TensorShape other) => Span.SequenceEqual(other.Span);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is TensorShape other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = default(HashCode);
        foreach (nint length in Span)
            hash.Add(length);
        return hash.ToHashCode();
    }

    /// <summary>The lengths in brackets: <c>[1, 64, 56, 56]</c>.</summary>
    public override string ToString() => $"[{string.Join(", ", this.Select(length => length.ToString(CultureInfo.InvariantCulture)))}]";
}
