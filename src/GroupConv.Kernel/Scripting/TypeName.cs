using System.Globalization;

namespace GroupConv.Kernel.Scripting;

/// <summary>Short type names as in source: <c>int[]</c>, <c>List&lt;string&gt;</c>, <c>double?</c>.</summary>
internal static class TypeName
{
    private static readonly Dictionary<Type, string> Keywords = new()
    {
        [typeof(bool)] = "bool",
        [typeof(byte)] = "byte",
        [typeof(sbyte)] = "sbyte",
        [typeof(short)] = "short",
        [typeof(ushort)] = "ushort",
        [typeof(int)] = "int",
        [typeof(uint)] = "uint",
        [typeof(long)] = "long",
        [typeof(ulong)] = "ulong",
        [typeof(nint)] = "nint",
        [typeof(nuint)] = "nuint",
        [typeof(char)] = "char",
        [typeof(float)] = "float",
        [typeof(double)] = "double",
        [typeof(decimal)] = "decimal",
        [typeof(string)] = "string",
        [typeof(object)] = "object",
    };

    /// <summary>The name, without namespaces.</summary>
    /// <param name="type">The type.</param>
    public static string Of(Type type)
    {
        if (Keywords.TryGetValue(type, out string? keyword))
            return keyword;
        if (Nullable.GetUnderlyingType(type) is { } value)
            return Of(value) + "?";
        if (type.IsArray)
            return ArrayOf(type);
        if (!type.IsGenericType)
            return type.Name.StartsWith("<>", StringComparison.Ordinal) ? "(anonymous)" : type.Name;
        if (type.Name.StartsWith("<>", StringComparison.Ordinal))
            return "(anonymous)";

        int tick = type.Name.IndexOf('`', StringComparison.Ordinal);
        if (tick < 0)
            return type.Name;
        int count = int.Parse(type.Name.AsSpan(tick + 1), CultureInfo.InvariantCulture);
        var arguments = type.GetGenericArguments()[^count..].Select(Of);
        return type.FullName?.StartsWith("System.ValueTuple`", StringComparison.Ordinal) == true
            ? $"({string.Join(", ", arguments)})"
            : $"{type.Name[..tick]}<{string.Join(", ", arguments)}>";
    }

    /// <summary>C# writes the outermost rank first, reflection last.</summary>
    private static string ArrayOf(Type type)
    {
        string ranks = "";
        for (; type.IsArray; type = type.GetElementType()!)
            ranks += $"[{new string(',', type.GetArrayRank() - 1)}]";
        return Of(type) + ranks;
    }
}
