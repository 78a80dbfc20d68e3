using System.Diagnostics.CodeAnalysis;
using GroupConv.Kernel.Scripting;
using Microsoft.AspNetCore.Html;
using Microsoft.DotNet.Interactive.Formatting;

namespace Microsoft.DotNet.Interactive;

/// <summary>
/// The functions that C# notebooks of .NET Interactive use: <c>display</c>, <c>HTML</c>, <c>CSS</c>, <c>Javascript</c>, input. Cells call
/// them without the name of the class. The host's object model (Root, subkernels, commands and events) is not here.
/// </summary>
public static class Kernel
{
    /// <summary>Displays a value through <c>Formatter</c>.</summary>
    /// <param name="value">The value.</param>
    /// <param name="mimeTypes">The MIME types; none for the preferred ones of its type.</param>
    /// <returns>What updates it in place.</returns>
    [SuppressMessage("Style", "IDE1006", Justification = "C# notebooks know it in lower case.")]
    public static DisplayedValue display(object? value, params string[] mimeTypes) => CellScope.Required.Display(value, mimeTypes);

    /// <summary>HTML to display or to return.</summary>
    /// <param name="content">The HTML.</param>
    public static IHtmlContent HTML(string content) => content.ToHtmlContent();

    /// <summary>Adds a style sheet to the page while the output is there.</summary>
    /// <param name="content">The rules.</param>
    public static void CSS(string content) => CellScope.Required.DisplayData(BrowserContent.Style(content));

    /// <summary>Runs a script in the browser, if the front end trusts the notebook.</summary>
    /// <param name="scriptContent">JavaScript.</param>
    public static void Javascript(string scriptContent) => CellScope.Required.DisplayData(BrowserContent.Script(scriptContent));

    /// <summary>Asks the user for a line.</summary>
    /// <param name="prompt">What to ask.</param>
    /// <param name="typeHint">The kind of input; Jupyter's front ends show a text field for each.</param>
    /// <returns>What was typed.</returns>
    [SuppressMessage("Usage", "CA1801", Justification = "Notebooks name it.")]
    [SuppressMessage("Style", "IDE0060", Justification = "Notebooks name it.")]
    public static Task<string> GetInputAsync(string prompt = "", string typeHint = "text") =>
        Task.FromResult(CellScope.Required.Ask(prompt, password: false));

    /// <summary>Asks the user for a password, hidden while it is typed.</summary>
    /// <param name="prompt">What to ask.</param>
    /// <returns>What was typed.</returns>
    public static Task<string> GetPasswordAsync(string prompt = "") => Task.FromResult(CellScope.Required.Ask(prompt, password: true));
}
