using System.Collections;
using System.Globalization;
using System.Runtime.CompilerServices;
using static System.FormattableString;

namespace GroupConv.Core.Specs;

/// <summary>
/// A number for each spatial dimension, in PyTorch's order (depth, height, width), or one number for all of them: PyTorch's
/// <c>int or tuple</c>.
/// </summary>
[CollectionBuilder(typeof(IntTuple), nameof(Create))]
public readonly struct IntTuple : IReadOnlyList<int>, IEquatable<IntTuple>
{
    private readonly int[]? _values;

    private IntTuple(int[] values) => _values = values;

    /// <summary>How many numbers there are.</summary>
    public int Count => Values.Length;

    /// <summary>A number.</summary>
    /// <param name="dimension">Its dimension, from 0.</param>
    public int this[int dimension] => Values[dimension];

    private int[] Values => _values ?? [];

    /// <summary>Numbers in the order of the dimensions.</summary>
    /// <param name="values">The numbers.</param>
    public static IntTuple Create(ReadOnlySpan<int> values) => new(values.ToArray());

    /// <summary>One number for all dimensions.</summary>
    /// <param name="all">The number.</param>
    public static implicit operator IntTuple(int all) => new([all]);

    /// <summary>Two numbers, (height, width).</summary>
    /// <param name="pair">The tuple.</param>
    public static implicit operator IntTuple((int Height, int Width) pair) => new([pair.Height, pair.Width]);

    /// <summary>Three numbers, (depth, height, width).</summary>
    /// <param name="triple">The tuple.</param>
    public static implicit operator IntTuple((int Depth, int Height, int Width) triple) => new([triple.Depth, triple.Height, triple.Width]);

    /// <summary>Whether all numbers are equal.</summary>
    public static bool operator ==(IntTuple left, IntTuple right) => left.Equals(right);

    /// <summary>Whether any numbers differ.</summary>
    public static bool operator !=(IntTuple left, IntTuple right) => !left.Equals(right);

    /// <summary>Whether every number has this value.</summary>
    /// <param name="value">The number.</param>
    public bool All(int value) => !Values.AsSpan().ContainsAnyExcept(value);

    /// <summary>The numbers in order.</summary>
    public IEnumerator<int> GetEnumerator() => ((IEnumerable<int>)Values).GetEnumerator();

    /// <inheritdoc/>
    IEnumerator IEnumerable.GetEnumerator() => Values.GetEnumerator();

    /// <inheritdoc/>
    public bool Equals(IntTuple other) => Values.AsSpan().SequenceEqual(other.Values);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is IntTuple other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = default(HashCode);
        foreach (int value in Values)
            hash.Add(value);
        return hash.ToHashCode();
    }

    /// <summary><c>3</c> if all numbers are equal, otherwise <c>(1, 7)</c>; PyTorch accepts both.</summary>
    public override string ToString() => Count > 0 && All(this[0]) ? this[0].ToString(CultureInfo.InvariantCulture) : ToList();

    /// <summary>All numbers, even if they are equal: <c>(3, 3)</c>.</summary>
    internal string ToList() => $"({string.Join(", ", Values.Select(value => value.ToString(CultureInfo.InvariantCulture)))})";

    /// <summary>Applies a function of a number and its dimension to each number.</summary>
    internal IntTuple Select(Func<int, int, int> change) => new([.. Values.Select(change)]);

    /// <summary>A number for each dimension.</summary>
    /// <param name="name">What the numbers are, in PyTorch's spelling.</param>
    /// <param name="dims">How many dimensions.</param>
    /// <exception cref="ConvException">There is neither one number nor one per dimension.</exception>
    internal IntTuple Expand(string name, int dims)
    {
        if (Count == dims)
            return this;
        if (Count == 1)
            return new([.. Enumerable.Repeat(this[0], dims)]);
        throw WrongCount(name, ToList(), Count, dims);
    }

    /// <summary>The exception for a number of values that is neither one nor one per dimension.</summary>
    internal static ConvException WrongCount(string name, string value, int count, int dims) => new(
        name,
        Invariant($"{name}={value} has {count} numbers."),
        dims == 1
            ? "A 1-d convolution takes 1 number."
            : Invariant($"A {dims}-d convolution takes 1 number for all dimensions, or {dims}, one for each."));
}
