using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Html;
using Microsoft.DotNet.Interactive.Formatting;

namespace GroupConv.Kernel.Scripting.Surface;

/// <summary>What every cell may call without a using.</summary>
[SuppressMessage("Naming", "CA1708", Justification = "Notebook functions have the names that C# notebooks know.")]
public static class NotebookFunctions
{
    /// <summary>Cancelled when the user interrupts the cell: poll it in loops that run long.</summary>
    public static CancellationToken Cancellation => CellScope.Required.Cancellation;

    /// <summary>Shows a value now, through <c>Formatter</c>.</summary>
    /// <param name="value">The value.</param>
    /// <returns>What updates it in place.</returns>
    [SuppressMessage("Style", "IDE1006", Justification = "C# notebooks know it in lower case.")]
    public static DisplayedValue display(object? value) => CellScope.Required.Display(value);

    /// <summary>Shows a value now, through <c>Formatter</c>.</summary>
    /// <typeparam name="T">The value's type.</typeparam>
    /// <param name="value">The value.</param>
    /// <returns>What updates it in place.</returns>
    public static DisplayedValue Display<T>(this T value) => CellScope.Required.Display(value);

    /// <summary>Text that is HTML, to display or to return.</summary>
    /// <param name="html">The HTML.</param>
    public static IHtmlContent HTML(string html) => html.ToHtmlContent();

    /// <summary>Empties the cell's output.</summary>
    /// <param name="wait">Only when the next output comes, so that nothing flickers.</param>
    public static void ClearOutput(bool wait = false) => CellScope.Required.Output.Clear(wait);
}
