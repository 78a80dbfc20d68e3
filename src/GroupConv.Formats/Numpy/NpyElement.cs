using System.Globalization;

namespace GroupConv.Formats.Numpy;

/// <summary>The type of an array's elements.</summary>
/// <param name="Kind">NumPy's kind: <c>b</c> bool, <c>i</c> signed, <c>u</c> unsigned, <c>f</c> floating point.</param>
/// <param name="Bytes">The size of an element.</param>
internal readonly record struct NpyElement(char Kind, int Bytes)
{
    // NumPy writes "<f4". Other programs write a name or one of NumPy's one-letter codes; long is 8 bytes, as on Linux and macOS.
    private static readonly Dictionary<string, NpyElement> s_byName = new(StringComparer.Ordinal)
    {
        ["b1"] = new('b', 1),
        ["?"] = new('b', 1),
        ["bool"] = new('b', 1),
        ["bool_"] = new('b', 1),
        ["bool8"] = new('b', 1),
        ["i1"] = new('i', 1),
        ["b"] = new('i', 1),
        ["int8"] = new('i', 1),
        ["byte"] = new('i', 1),
        ["i2"] = new('i', 2),
        ["h"] = new('i', 2),
        ["int16"] = new('i', 2),
        ["short"] = new('i', 2),
        ["i4"] = new('i', 4),
        ["i"] = new('i', 4),
        ["int32"] = new('i', 4),
        ["intc"] = new('i', 4),
        ["i8"] = new('i', 8),
        ["q"] = new('i', 8),
        ["l"] = new('i', 8),
        ["int64"] = new('i', 8),
        ["longlong"] = new('i', 8),
        ["int"] = new('i', 8),
        ["int_"] = new('i', 8),
        ["long"] = new('i', 8),
        ["p"] = new('i', 8),
        ["intp"] = new('i', 8),
        ["u1"] = new('u', 1),
        ["B"] = new('u', 1),
        ["uint8"] = new('u', 1),
        ["ubyte"] = new('u', 1),
        ["u2"] = new('u', 2),
        ["H"] = new('u', 2),
        ["uint16"] = new('u', 2),
        ["ushort"] = new('u', 2),
        ["u4"] = new('u', 4),
        ["I"] = new('u', 4),
        ["uint32"] = new('u', 4),
        ["uintc"] = new('u', 4),
        ["u8"] = new('u', 8),
        ["Q"] = new('u', 8),
        ["L"] = new('u', 8),
        ["uint64"] = new('u', 8),
        ["ulonglong"] = new('u', 8),
        ["uint"] = new('u', 8),
        ["ulong"] = new('u', 8),
        ["P"] = new('u', 8),
        ["uintp"] = new('u', 8),
        ["f2"] = new('f', 2),
        ["e"] = new('f', 2),
        ["float16"] = new('f', 2),
        ["half"] = new('f', 2),
        ["f4"] = new('f', 4),
        ["f"] = new('f', 4),
        ["float32"] = new('f', 4),
        ["single"] = new('f', 4),
        ["f8"] = new('f', 8),
        ["d"] = new('f', 8),
        ["float64"] = new('f', 8),
        ["double"] = new('f', 8),
        ["float"] = new('f', 8),
        ["float_"] = new('f', 8),
    };

    /// <summary>NumPy's name, such as <c>float32</c>.</summary>
    public string Name => Kind switch
    {
        'b' => "bool",
        'i' => string.Create(CultureInfo.InvariantCulture, $"int{8 * Bytes}"),
        'u' => string.Create(CultureInfo.InvariantCulture, $"uint{8 * Bytes}"),
        _ => string.Create(CultureInfo.InvariantCulture, $"float{8 * Bytes}"),
    };

    /// <summary>
    /// Parses a header's <c>descr</c>: a type with an optional character for the byte order. Without one, or with <c>=</c>, it is
    /// little-endian.
    /// </summary>
    /// <returns>False for a type whose elements are not real numbers.</returns>
    public static bool TryParse(string descr, out NpyElement element, out bool isBigEndian)
    {
        bool marked = descr.Length > 0 && descr[0] is '<' or '>' or '|' or '=' or '!';
        isBigEndian = marked && descr[0] is '>' or '!';
        return s_byName.TryGetValue(marked ? descr[1..] : descr, out element);
    }

    /// <summary>Describes an unsupported element type, and how NumPy converts it to a supported one.</summary>
    public static (string What, string Cure) Unread(string descr)
    {
        string type = descr.TrimStart('<', '>', '|', '=', '!');
        return type switch
        {
            "c8" or "c16" or "c32" or "F" or "D" or "G" or "complex64" or "complex128" or "complex" =>
                ("complex numbers", "Save the parts: np.save('x.npy', np.stack([a.real, a.imag]).astype('float32'))."),
            "f16" or "f12" or "f10" or "g" or "float128" or "longdouble" => ("extended floating point", Save("a.astype('float64')")),
            "O" or "object" => ("Python objects", Save("np.stack(list(a)).astype('float32')")),
            "V2" or "bfloat16" => ("2 raw bytes, perhaps bfloat16", Save("a.astype('float32')") + " Convert in the program that made it."),
            _ when type.StartsWith('U') || type.StartsWith('S') || type.StartsWith('a') || type == "str" =>
                ("text", "Numbers as text: " + Save("a.astype('float32')")),
            _ when type.StartsWith('M') || type.StartsWith('m') => ("times", Save("a.astype('int64')")),
            _ => ("", Save("a.astype('float32')")),
        };
    }

    private static string Save(string expression) => $"Try: np.save('x.npy', {expression}).";
}
