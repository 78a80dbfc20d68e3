using System.Diagnostics.CodeAnalysis;
using Microsoft.DotNet.Interactive;

namespace GroupConv.Kernel.Scripting.Surface;

/// <summary>Functions that cells call without a using, besides <see cref="Microsoft.DotNet.Interactive.Kernel"/>.</summary>
public static class NotebookFunctions
{
    /// <summary>Cancelled when the user interrupts the cell: poll it in long loops.</summary>
    public static CancellationToken Cancellation => CellScope.Required.Cancellation;

    /// <summary>Clears the output of the cell.</summary>
    /// <param name="wait">Whether to clear only when the next output arrives, which avoids flicker.</param>
    public static void ClearOutput(bool wait = false) => CellScope.Required.Output.Clear(wait);

    /// <summary>Asks the user for a line.</summary>
    /// <param name="prompt">What to ask.</param>
    /// <returns>What was typed.</returns>
    [SuppressMessage("Style", "IDE1006", Justification = "C# notebooks know it in lower case.")]
    public static string input(string prompt = "") => CellScope.Required.Ask(prompt, password: false);

    /// <summary>Asks the user for a password, hidden while it is typed.</summary>
    /// <param name="prompt">What to ask.</param>
    /// <returns>What was typed.</returns>
    [SuppressMessage("Style", "IDE1006", Justification = "C# notebooks know it in lower case.")]
    public static PasswordString password(string prompt = "") => new(CellScope.Required.Ask(prompt, password: true));
}
