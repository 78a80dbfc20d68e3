using System.Collections;
using System.Globalization;
using System.Net;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;
using Microsoft.DotNet.Interactive.Formatting;

namespace GroupConv.Kernel.Scripting;

/// <summary>
/// Checks values for endless nesting before they are formatted. Formatter's own formatters recurse through sequences of sequences without a
/// limit, and the ToString of a record recurses through its members: a value that contains itself overflows the stack, which ends the
/// process.
/// </summary>
internal static class NestedValues
{
    /// <summary>The most levels that are formatted.</summary>
    public const int MostLevels = 64;

    private const int ShownLevels = 6;

    // The compiler gives it to every record class.
    private const string RecordMarker = "<Clone>$";

    // Weak, so that a cell's types go with the cell.
    private static readonly ConditionalWeakTable<Type, object> Seen = [];

    /// <summary>
    /// Refuses a value that nests too deep. Only collections and the fields of records are visited, which runs no code of the user.
    /// </summary>
    /// <param name="value">The value to format.</param>
    /// <exception cref="InvalidOperationException">It contains itself, or nests too deep.</exception>
    public static void Check(object? value)
    {
        if (value is not (null or string) && IsTooDeep(value, 0, new Dictionary<object, int>(ReferenceEqualityComparer.Instance)))
            throw TooDeep();
    }

    /// <summary>The failure of a value that nests too deep.</summary>
    public static InvalidOperationException TooDeep() =>
        new(string.Create(CultureInfo.InvariantCulture, $"it contains itself, or nests more than {MostLevels} levels"));

    private static bool IsTooDeep(object? value, int level, Dictionary<object, int> deepest)
    {
        if (value is null or string)
            return false;
        var type = value.GetType();
        Register(type);
        if (Members(value, type) is not { } members)
            return false;
        if (level == MostLevels)
            return true;

        // Seen before at this level or below: nothing new is found beneath it.
        if (deepest.TryGetValue(value, out int before) && before >= level)
            return false;
        deepest[value] = level;
        return members.Any(member => IsTooDeep(member, level + 1, deepest));
    }

    /// <summary>What formatting recurses into: elements of a collection, fields of a record; null for other values.</summary>
    private static IEnumerable<object?>? Members(object value, Type type)
    {
        if (value is IEnumerable sequence)
            return IsCollection(value) && HoldsSequences(type) ? sequence.Cast<object?>().Take(Formatter.ListExpansionLimit) : null;

        return type.GetMethod(RecordMarker) is null ? null : type
            .GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)
            .Where(field => !field.FieldType.IsValueType)
            .Select(field => field.GetValue(value));
    }

    private static bool IsCollection(object value) =>
        value is ICollection || Sequences(value.GetType(), typeof(IReadOnlyCollection<>)).Any();

    private static bool HoldsSequences(Type type) =>
        !Sequences(type, typeof(IEnumerable<>)).Any(element => element == typeof(string) || element.IsPrimitive);

    /// <summary>
    /// Gives a type that is a sequence of its own type, such as <c>class Tree : IEnumerable&lt;Tree&gt;</c>, a formatter that stops; and
    /// the types that it is made of, too.
    /// </summary>
    private static void Register(Type type)
    {
        if (type.IsPrimitive || !Seen.TryAdd(type, type))
            return;

        foreach (var part in type.GetGenericArguments())
            Register(part);
        if (type.GetElementType() is { } element)
            Register(element);
        if (!Sequences(type, typeof(IEnumerable<>)).Any(e => e != typeof(object) && e.IsAssignableFrom(type)))
            return;

        Formatter.Register(type, (value, writer) => writer.Write(Text((IEnumerable)value)), PlainTextFormatter.MimeType);
        Formatter.Register(
            type, (value, writer) => writer.Write($"<pre>{WebUtility.HtmlEncode(Text((IEnumerable)value))}</pre>"), HtmlFormatter.MimeType);
    }

    private static IEnumerable<Type> Sequences(Type type, Type generic) => type.GetInterfaces()
        .Where(i => i.IsGenericType && i.GetGenericTypeDefinition() == generic)
        .Select(i => i.GetGenericArguments()[0]);

    private static string Text(IEnumerable sequence)
    {
        // A type with a text of its own is shown by that: JToken's is its JSON.
        var says = sequence.GetType().GetMethod(nameof(ToString), [])!.DeclaringType!;
        if (says != typeof(object) && says.Assembly != typeof(object).Assembly)
            return sequence.ToString() ?? "";

        var text = new StringBuilder();
        Append(text, sequence, 0);
        return text.ToString();
    }

    private static void Append(StringBuilder text, IEnumerable sequence, int level)
    {
        text.Append("[ ");
        int count = 0;
        foreach (object? element in sequence)
        {
            if (count > 0)
                text.Append(", ");
            if (count++ == Formatter.ListExpansionLimit || level == ShownLevels)
            {
                text.Append("...");
                break;
            }

            if (element is IEnumerable inner and not string)
                Append(text, inner, level + 1);
            else
                text.Append(CultureInfo.InvariantCulture, $"{element}");
        }

        text.Append(count > 0 ? " ]" : "]");
    }
}
