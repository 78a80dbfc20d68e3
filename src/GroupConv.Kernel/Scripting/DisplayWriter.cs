using System.Globalization;
using System.Text;
using Microsoft.DotNet.Interactive.Formatting;

namespace GroupConv.Kernel.Scripting;

/// <summary>
/// Collects what a formatter writes, and ends a formatter that nests too deep, writes for too long or whose cell is interrupted. Without it
/// a value that contains itself overflows the stack, which ends the process, or keeps the cell for minutes.
/// </summary>
internal sealed class DisplayWriter : StringWriter
{
    private const int MostCharacters = 64 * 1024 * 1024;
    private static readonly TimeSpan Budget = TimeSpan.FromSeconds(10);

    private readonly CancellationToken _interrupt;
    private readonly long _late = Environment.TickCount64 + (long)Budget.TotalMilliseconds;
    private FormatContext? _context;
    private int _writes;

    private DisplayWriter(CancellationToken interrupt)
        : base(CultureInfo.InvariantCulture) => _interrupt = interrupt;

    /// <summary>Formats a value.</summary>
    /// <param name="value">The value.</param>
    /// <param name="mimeType">The MIME type of the text that is wanted.</param>
    /// <param name="interrupt">Cancelled when the user interrupts the cell.</param>
    /// <exception cref="InvalidOperationException">The value nests too deep, or its text is too long or takes too long.</exception>
    /// <exception cref="OperationCanceledException">The user interrupted the cell.</exception>
    public static string Format(object? value, string mimeType, CancellationToken interrupt)
    {
        using var writer = new DisplayWriter(interrupt);

        // Disposing the context writes the style sheet that the HTML asked for.
        using (var context = writer._context = new FormatContext(writer))
            value.FormatTo(context, mimeType);
        return writer.ToString();
    }

    /// <inheritdoc/>
    public override void Write(char value)
    {
        Check();
        base.Write(value);
    }

    /// <inheritdoc/>
    public override void Write(string? value)
    {
        Check();
        base.Write(value);
    }

    /// <inheritdoc/>
    public override void Write(char[] buffer, int index, int count)
    {
        Check();
        base.Write(buffer, index, count);
    }

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<char> buffer)
    {
        Check();
        base.Write(buffer);
    }

    /// <inheritdoc/>
    public override void Write(StringBuilder? value)
    {
        Check();
        base.Write(value);
    }

    private void Check()
    {
        _interrupt.ThrowIfCancellationRequested();
        if (_context?.Depth > NestedValues.MostLevels)
            throw NestedValues.TooDeep();

        // The time counts for formatters that write in many pieces: one that computes for long and writes once keeps its result.
        if (++_writes > 1000 && Environment.TickCount64 > _late)
            throw new InvalidOperationException(
                string.Create(CultureInfo.InvariantCulture, $"formatting took more than {Budget.TotalSeconds:0} s"));
        if (GetStringBuilder().Length > MostCharacters)
            throw new InvalidOperationException("its text is longer than 64 million characters");
    }
}
