namespace GroupConv.Kernel.Scripting;

/// <summary>The name of a type in C# source.</summary>
internal static class CSharpTypeName
{
    /// <summary>The name with <c>global::</c>; for a type that is not public, that of its nearest public base type.</summary>
    /// <param name="type">A closed type.</param>
    public static string Of(Type type)
    {
        while (!CanBeNamed(type))
            type = type.BaseType!;

        if (type.IsArray)
            return ArrayName(type);

        var generics = new Queue<Type>(type.GetGenericArguments());
        var nesting = new Stack<Type>();
        for (var t = type; t is not null; t = t.DeclaringType)
            nesting.Push(t);

        string path = string.Join('.', nesting.Select(t => Segment(t, generics)));
        return type.Namespace is { Length: > 0 } space ? $"global::{space}.{path}" : $"global::{path}";
    }

    private static bool CanBeNamed(Type type)
    {
        if (type.IsArray)
            return CanBeNamed(type.GetElementType()!);

        return type.IsVisible && type.GetGenericArguments().All(CanBeNamed) && !type.Name.Contains('<', StringComparison.Ordinal);
    }

    /// <summary>C# writes the outermost rank first, reflection last.</summary>
    private static string ArrayName(Type type)
    {
        string ranks = "";
        for (; type.IsArray; type = type.GetElementType()!)
            ranks += $"[{new string(',', type.GetArrayRank() - 1)}]";

        return Of(type) + ranks;
    }

    private static string Segment(Type type, Queue<Type> generics)
    {
        int tick = type.Name.IndexOf('`', StringComparison.Ordinal);
        if (tick < 0)
            return type.Name;

        int count = int.Parse(type.Name.AsSpan(tick + 1), System.Globalization.CultureInfo.InvariantCulture);
        return $"{type.Name[..tick]}<{string.Join(", ", Enumerable.Range(0, count).Select(_ => Of(generics.Dequeue())))}>";
    }
}
