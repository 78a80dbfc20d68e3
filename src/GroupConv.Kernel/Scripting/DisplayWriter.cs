using System.Globalization;
using System.Reflection;
using System.Text;
using Microsoft.DotNet.Interactive.Formatting;

namespace GroupConv.Kernel.Scripting;

/// <summary>What formatting a value may cost.</summary>
/// <param name="Length">The most characters.</param>
/// <param name="Time">The longest time.</param>
/// <param name="Cuts">Whether a text beyond it is cut, rather than refused.</param>
internal sealed record DisplayBudget(int Length, TimeSpan Time, bool Cuts)
{
    /// <summary>The budget of what is shown.</summary>
    public static DisplayBudget Full { get; } = new(64 * 1024 * 1024, TimeSpan.FromSeconds(10), Cuts: false);

    /// <summary>The budget of a text that nobody wrote, beside a picture or HTML.</summary>
    public static DisplayBudget Beside { get; } = new(16 * 1024, TimeSpan.FromSeconds(2), Cuts: true);
}

/// <summary>
/// Collects what a formatter writes, and ends a formatter that nests too deep, writes for too long or whose cell is interrupted. Without it
/// a value that contains itself overflows the stack, which ends the process, or keeps the cell for minutes.
/// </summary>
internal sealed class DisplayWriter : StringWriter
{
    private readonly CancellationToken _interrupt;
    private readonly DisplayBudget _budget;
    private readonly long _late;
    private FormatContext? _context;
    private int _writes;

    private DisplayWriter(DisplayBudget budget, CancellationToken interrupt)
        : base(CultureInfo.InvariantCulture)
    {
        (_budget, _interrupt) = (budget, interrupt);
        _late = Environment.TickCount64 + (long)budget.Time.TotalMilliseconds;
    }

    /// <summary>Formats a value.</summary>
    /// <param name="value">The value.</param>
    /// <param name="mimeType">The MIME type of the text that is wanted.</param>
    /// <param name="budget">What the text may cost.</param>
    /// <param name="interrupt">Cancelled when the user interrupts the cell.</param>
    /// <exception cref="InvalidOperationException">The value nests too deep, or its text is too long or takes too long.</exception>
    /// <exception cref="OperationCanceledException">The user interrupted the cell.</exception>
    public static string Format(object? value, string mimeType, DisplayBudget budget, CancellationToken interrupt)
    {
        using var writer = new DisplayWriter(budget, interrupt);
        try
        {
            // Disposing the context writes the style sheet that the HTML asked for.
            using var context = writer._context = new FormatContext(writer);
            DisplayDepth.Measure(() => value.FormatTo(context, mimeType));
        }
        catch (Exception e) when (budget.Cuts && Cause(e) is OverBudgetException over)
        {
            var text = writer.GetStringBuilder();
            return text.ToString(0, Math.Min(text.Length, budget.Length)) + $" ... (cut: {over.Message})";
        }

        return writer.ToString();
    }

    /// <summary>Formats a part of a value.</summary>
    /// <param name="formatter">Its formatter.</param>
    /// <param name="part">The part.</param>
    /// <param name="interrupt">Cancelled when the user interrupts the cell.</param>
    public static string Format(ITypeFormatter formatter, object part, CancellationToken interrupt)
    {
        using var writer = new DisplayWriter(DisplayBudget.Full, interrupt);
        using (var context = writer._context = new FormatContext(writer))
            formatter.Format(part, context);
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
        if (_context?.Depth > NestedValues.MostLevels || DisplayDepth.IsTooDeep)
            throw NestedValues.TooDeep();

        // The time counts for formatters that write in many pieces: one that computes for long and writes once keeps its result.
        if (++_writes > 1000 && Environment.TickCount64 > _late)
            throw new OverBudgetException(
                string.Create(CultureInfo.InvariantCulture, $"formatting took more than {_budget.Time.TotalSeconds:0.#} s"));
        if (GetStringBuilder().Length > _budget.Length)
            throw new OverBudgetException(
                string.Create(CultureInfo.InvariantCulture, $"its text is longer than {_budget.Length:N0} characters"));
    }

    /// <summary>What a formatter threw: some are called by reflection.</summary>
    private static Exception Cause(Exception exception)
    {
        while (exception is TargetInvocationException { InnerException: { } inner })
            exception = inner;
        return exception;
    }

    private sealed class OverBudgetException(string message) : InvalidOperationException(message);
}
