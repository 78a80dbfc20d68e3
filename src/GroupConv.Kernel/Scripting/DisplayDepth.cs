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

    // They format nothing: each check is followed by the formatter that would have been first.
    private static readonly ITypeFormatter[] Checks =
    [
        new PlainTextFormatter<object>(Check), new PlainTextFormatter<System.Collections.IEnumerable>(Check),
        new HtmlFormatter<object>(Check), new HtmlFormatter<System.Collections.IEnumerable>(Check),
    ];

    [ThreadStatic]
    private static nint s_start;

    /// <summary>Registers the checks.</summary>
    public static void Register()
    {
        foreach (var check in Checks)
            Formatter.Register(check);
    }

    /// <summary>Whether a formatter is one of the checks.</summary>
    /// <param name="formatter">The formatter.</param>
    public static bool IsCheck(ITypeFormatter formatter) => Checks.Contains(formatter);

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

    private static bool Check(object value, FormatContext context) => IsTooDeep ? throw NestedValues.TooDeep() : false;

    /// <summary>The address of the top of the stack, which grows downwards.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static nint Position()
    {
        byte here = 0;
        return Unsafe.ByteOffset(ref Unsafe.NullRef<byte>(), ref here);
    }
}
