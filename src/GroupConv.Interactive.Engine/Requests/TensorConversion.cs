using System.Globalization;
using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using GroupConv.Core.Specs;

namespace GroupConv.Interactive.Engine.Requests;

/// <summary>
/// Reads what holds numbers and shape, but is no <c>Tensor&lt;float&gt;</c>: tensors of other elements, arrays of several dimensions,
/// arrays
/// of arrays.
/// </summary>
internal static class TensorConversion
{
    private const string Create = "System.Numerics.Tensors.Tensor.Create";

    private static readonly Dictionary<Type, IElement> s_elements = new IElement[]
    {
        new Element<float>(), new Element<double>(), new Element<Half>(), new Element<byte>(), new Element<sbyte>(), new Element<short>(),
        new Element<ushort>(), new Element<int>(), new Element<uint>(), new Element<long>(), new Element<ulong>(),
    }.ToDictionary(element => element.Type);

    /// <summary>How to make a tensor of what other libraries hold; {0} is the variable.</summary>
    private static readonly (string Type, string CSharp)[] s_libraries =
    [
        ("TorchSharp.torch+Tensor",
            Create + "({0}.cpu().to(TorchSharp.torch.float32).data<float>().ToArray(), [.. {0}.shape.Select(n => (nint)n)])"),
        ("Microsoft.ML.OnnxRuntime.Tensors.DenseTensor`1",
            Create + "({0}.Select(v => (float)v).ToArray(), [.. {0}.Dimensions.ToArray().Select(n => (nint)n)])"),
        ("NumSharp.NDArray", Create + "({0}.astype(typeof(float)).ToArray<float>(), [.. {0}.shape.Select(n => (nint)n)])"),
        ("Tensorflow.NumPy.NDArray", Create + "({0}.ToArray<float>(), [.. {0}.shape.dims.Select(n => (nint)n)])"),
    ];

    /// <summary>Whether a value can be an input.</summary>
    /// <param name="value">The value.</param>
    public static bool CanRead(object? value) =>
        value is Tensor<float> || (value is not null && Kind(value.GetType()) is { Depth: > 1 } or { IsTensor: true });

    /// <summary>The value as a tensor, with C# that makes it; null where it is neither tensor nor array of several dimensions.</summary>
    /// <param name="name">The variable.</param>
    /// <param name="value">Its value.</param>
    /// <exception cref="CommandException">Rows of an array of arrays have different lengths.</exception>
    public static (Tensor<float> Value, string CSharp)? Read(string name, object? value)
    {
        if (value is Tensor<float> already)
            return (already, name);
        if (value is null || Kind(value.GetType()) is not { } kind)
            return null;
        if (kind.IsTensor)
        {
            string call = $"System.Numerics.Tensors.Tensor.ConvertTruncating<{kind.Element.Name}, float>({name})";
            return (kind.Element.OfTensor(value), call);
        }

        if (kind.Depth < 2)
            return null;
        var array = (Array)value;
        TensorShape lengths = kind.IsJagged
            ? [.. LengthsOf(name, array, kind.Depth)]
            : [.. Enumerable.Range(0, array.Rank).Select(d => array.GetLongLength(d))];
        string cells = kind.IsJagged
            ? name + string.Concat(Enumerable.Repeat(".SelectMany(row => row)", kind.Depth - 1))
            : $"{name}.Cast<{kind.Element.Name}>()";
        string floats = kind.Element.Type == typeof(float) ? cells : cells + ".Select(v => (float)v)";
        nint[] shape = [.. lengths.Select(length => (nint)length)];
        float[] values = kind.IsJagged ? [.. kind.Element.OfRows(array)] : kind.Element.OfArray(array);
        return (Tensor.Create(values, shape), $"{Create}({floats}.ToArray(), {CSharpText.Lengths(lengths)})");
    }

    /// <summary>How to make a tensor of a value that is none, as a sentence with a space before it; empty where nothing is known.</summary>
    /// <param name="name">The variable.</param>
    /// <param name="value">Its value.</param>
    public static string Hint(string name, object? value)
    {
        if (value is null)
            return "";
        var type = value.GetType();
        string full = (type.IsGenericType ? type.GetGenericTypeDefinition() : type).FullName ?? "";
        if (Array.Find(s_libraries, each => each.Type == full) is { Type: not null } library)
            return $" Try: var t = {string.Format(CultureInfo.InvariantCulture, library.CSharp, name)};";
        var items = type.GetInterfaces().Append(type)
            .Where(each => each.IsGenericType && each.GetGenericTypeDefinition() == typeof(IEnumerable<>))
            .Select(each => each.GetGenericArguments()[0])
            .FirstOrDefault(s_elements.ContainsKey);
        if (items is null)
            return "";
        string cells = items == typeof(float) ? "" : ".Select(v => (float)v)";
        string floats = value is float[]? name : $"{name}{cells}.ToArray()";
        return $" Its shape is not known. Try: var t = {Create}({floats}, [1, 1, height, width]);";
    }

    /// <summary>What a type holds: its elements, whether it is a tensor, and else its dimensions, as one array or as arrays of
    /// arrays.</summary>
    private static (IElement Element, bool IsTensor, int Depth, bool IsJagged)? Kind(Type type)
    {
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Tensor<>))
            return s_elements.TryGetValue(type.GetGenericArguments()[0], out var held) ? (held, true, 0, false) : null;
        if (type.IsArray && type.GetArrayRank() > 1)
            return s_elements.TryGetValue(type.GetElementType()!, out var cell) ? (cell, false, type.GetArrayRank(), false) : null;
        int depth = 0;
        for (; type.IsSZArray; depth++)
            type = type.GetElementType()!;
        return depth > 0 && s_elements.TryGetValue(type, out var element) ? (element, false, depth, true) : null;
    }

    /// <summary>The lengths of an array of arrays, all rows of a level being of one length.</summary>
    private static List<long> LengthsOf(string name, Array array, int depth)
    {
        var lengths = new List<long>();
        var rows = new List<Array> { array };
        for (int level = 0; level < depth; level++)
        {
            int length = rows.Count == 0 ? 0 : rows[0].Length;
            if (rows.FindIndex(row => row.Length != length) is >= 0 and var odd)
            {
                throw new CommandException(FormattableString.Invariant(
                    $"{name} is an array of arrays whose rows have different lengths ({length} and {rows[odd].Length}), so it is no tensor."));
            }

            lengths.Add(length);
            if (level == depth - 1)
                break;
            if (rows.Exists(row => Array.Exists((object?[])row, part => part is null)))
                throw new CommandException($"{name} is an array of arrays, some of which are null, so it is no tensor.");
            rows = [.. rows.SelectMany(row => (Array[])row)];
        }

        return lengths;
    }

    /// <summary>A type of elements.</summary>
    private interface IElement
    {
        Type Type { get; }

        string Name { get; }

        Tensor<float> OfTensor(object tensor);

        float[] OfArray(Array array);

        IEnumerable<float> OfRows(Array rows);
    }

    private sealed class Element<T> : IElement
        where T : unmanaged, INumberBase<T>
    {
        public Type Type => typeof(T);

        public string Name => TypeText.Name(typeof(T));

        public Tensor<float> OfTensor(object tensor) => Tensor.ConvertTruncating<T, float>((Tensor<T>)tensor);

        public float[] OfArray(Array array)
        {
            // Row by row, whatever the number of dimensions.
            var values = MemoryMarshal.CreateReadOnlySpan(
                ref Unsafe.As<byte, T>(ref MemoryMarshal.GetArrayDataReference(array)), array.Length);
            var floats = new float[values.Length];
            TensorPrimitives.ConvertTruncating(values, floats);
            return floats;
        }

        public IEnumerable<float> OfRows(Array rows) =>
            rows is T[] row ? OfArray(row) : ((Array[])rows).SelectMany(OfRows);
    }
}
