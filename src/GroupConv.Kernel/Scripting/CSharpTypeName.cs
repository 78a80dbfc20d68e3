namespace GroupConv.Kernel.Scripting;

/// <summary>Writes a type as C# source names it.</summary>
internal static class CSharpTypeName
{
    /// <summary>The name, from <c>global::</c> on; of the nearest base type that a script can name where the type itself is not public.</summary>
    /// <param name="type">A closed type of a value.</param>
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

        var path = string.Join('.', nesting.Select(t => Segment(t, generics)));
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
        var ranks = "";
        for (; type.IsArray; type = type.GetElementType()!)
            ranks += $"[{new string(',', type.GetArrayRank() - 1)}]";

        return Of(type) + ranks;
    }

    private static string Segment(Type type, Queue<Type> generics)
    {
        var tick = type.Name.IndexOf('`', StringComparison.Ordinal);
        if (tick < 0)
            return type.Name;

        var count = int.Parse(type.Name.AsSpan(tick + 1), System.Globalization.CultureInfo.InvariantCulture);
        return $"{type.Name[..tick]}<{string.Join(", ", Enumerable.Range(0, count).Select(_ => Of(generics.Dequeue())))}>";
    }
}
