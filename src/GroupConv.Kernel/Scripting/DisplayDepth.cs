using System.Collections;
using System.Runtime.CompilerServices;
using Microsoft.DotNet.Interactive.Formatting;

namespace GroupConv.Kernel.Scripting;

/// <summary>
/// Bounds how deep formatters recurse, by the stack that they use. They write nested values through writers of their own and enumerate
/// sequences that may contain themselves, so that neither a writer nor a look at the value finds every recursion.
/// </summary>
internal static class DisplayDepth
{
    // About 700 levels of sequences.
    private const nint MostStack = 1024 * 1024;

    // Text, and the line that HTML shows of a nested value.
    private static readonly string[] MimeTypes = [PlainTextFormatter.MimeType, PlainTextSummaryFormatter.MimeType];

    private static readonly List<ITypeFormatter> Ours = [];

    [ThreadStatic]
    private static nint s_start;

    /// <summary>Registers the formatter that looks before each sequence, whoever formats it.</summary>
    public static void Register()
    {
        foreach (string mimeType in MimeTypes)
        {
            // Formatter's own formatters by the types of sequences. Weak, so that a cell's types go with the cell.
            var defaults = new ConditionalWeakTable<Type, ITypeFormatter>();
            Formatter.Register<IEnumerable>(
                (sequence, context) => Format(sequence, context, type => defaults.GetValue(type, t => Default(t, mimeType)), mimeType),
                mimeType);
            lock (Ours)
                Ours.Add(Formatter.RegisteredFormatters(includeDefaults: false).First());
        }
    }

    /// <summary>Whether a formatter is one of these, which stand for Formatter's own.</summary>
    /// <param name="formatter">The formatter.</param>
    public static bool IsDefault(ITypeFormatter formatter)
    {
        lock (Ours)
            return Ours.Contains(formatter);
    }

    /// <summary>Formats, counting from here.</summary>
    /// <param name="format">Formats.</param>
    public static void Measure(Action format)
    {
        nint before = s_start;
        s_start = before == 0 ? Position() : before;
        try
        {
            format();
        }
        finally
        {
            s_start = before;
        }
    }

    /// <summary>Whether formatting on this thread has gone too deep.</summary>
    public static bool IsTooDeep =>
        !RuntimeHelpers.TryEnsureSufficientExecutionStack() || (s_start != 0 && s_start - Position() > MostStack);

    private static bool Format(
        IEnumerable sequence, FormatContext context, Func<Type, ITypeFormatter> ofType, string mimeType)
    {
        if (IsTooDeep)
            throw NestedValues.TooDeep();
        if (sequence is string text && mimeType == PlainTextFormatter.MimeType)
        {
            context.Writer.Write(text);
            return true;
        }

        var formatter = OfUser(mimeType) ?? ofType(sequence.GetType());
        if (context.Writer is DisplayWriter)
            return formatter.Format(sequence, context);

        // HTML formats what is nested through a writer of its own; below its limit of recursion no formatter is asked any more.
        context.Writer.Write(DisplayWriter.Format(formatter, sequence, CellScope.Current?.Cancellation ?? default));
        return true;
    }

    /// <summary>The formatter that the user registered for every object, or null.</summary>
    private static ITypeFormatter? OfUser(string mimeType) => Formatter.RegisteredFormatters(includeDefaults: false)
        .FirstOrDefault(f => f.Type == typeof(object) && f.MimeType == mimeType);

    /// <summary>Formatter's own formatter of a type of sequences: that of the most special type.</summary>
    private static ITypeFormatter Default(Type type, string mimeType) => Formatter.RegisteredFormatters()
        .Except(Formatter.RegisteredFormatters(includeDefaults: false))
        .Where(f => f.MimeType == mimeType && f.Type.IsAssignableFrom(type))
        .Aggregate((one, other) => one.Type.IsAssignableFrom(other.Type) && one.Type != other.Type ? other : one);

    /// <summary>The address of the top of the stack, which grows downwards.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static nint Position()
    {
        byte here = 0;
        return Unsafe.ByteOffset(ref Unsafe.NullRef<byte>(), ref here);
    }
}
