using System.Diagnostics.CodeAnalysis;
using Microsoft.DotNet.Interactive;

namespace GroupConv.Kernel.Scripting.Surface;

/// <summary>What every cell may call without a using, beside <see cref="Microsoft.DotNet.Interactive.Kernel"/>.</summary>
public static class NotebookFunctions
{
    /// <summary>Cancelled when the user interrupts the cell: poll it in loops that run long.</summary>
    public static CancellationToken Cancellation => CellScope.Required.Cancellation;

    /// <summary>Empties the cell's output.</summary>
    /// <param name="wait">Only when the next output comes, so that nothing flickers.</param>
    public static void ClearOutput(bool wait = false) => CellScope.Required.Output.Clear(wait);

    /// <summary>Asks the user for a line.</summary>
    /// <param name="prompt">What to ask.</param>
    /// <returns>What was typed.</returns>
    [SuppressMessage("Style", "IDE1006", Justification = "C# notebooks know it in lower case.")]
    public static string input(string prompt = "") => CellScope.Required.Ask(prompt, password: false);

    /// <summary>Asks the user for a line that is hidden while it is typed.</summary>
    /// <param name="prompt">What to ask.</param>
    /// <returns>What was typed.</returns>
    [SuppressMessage("Style", "IDE1006", Justification = "C# notebooks know it in lower case.")]
    public static PasswordString password(string prompt = "") => new(CellScope.Required.Ask(prompt, password: true));
}
