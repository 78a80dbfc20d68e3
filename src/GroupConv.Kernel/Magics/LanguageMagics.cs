using GroupConv.Kernel.Scripting;

namespace GroupConv.Kernel.Magics;

/// <summary>A line that switches the language: the text after it, up to the next such line, is displayed or run as that language.</summary>
/// <param name="name">The language.</param>
/// <param name="aliases">Other names of it.</param>
/// <param name="description">A one-line description.</param>
/// <param name="show">Makes the bundle of the text; null for C#, which the session runs.</param>
internal sealed class LanguageMagic(
    string name, IReadOnlyList<string> aliases, string description, Func<string, IReadOnlyDictionary<string, object>>? show) : IMagic
{
    /// <summary>The languages of this kernel.</summary>
    public static IEnumerable<IMagic> All { get; } =
    [
        new LanguageMagic(CellLanguages.CSharp, ["c#", "C#"], "What follows is C#.", show: null),
        new LanguageMagic("html", [], "What follows is HTML, shown as it is.", text => ValueBundle.OfText(text, "text/html")),
        new LanguageMagic("markdown", ["md"], "What follows is Markdown, shown as it is.", text =>
            ValueBundle.OfText(text, "text/markdown")),
        new LanguageMagic("javascript", ["js"], "What follows is JavaScript, run in the browser.", BrowserContent.ScriptCell),
    ];

    /// <inheritdoc/>
    public string Name => name;

    /// <inheritdoc/>
    public IReadOnlyList<string> Aliases => aliases;

    /// <inheritdoc/>
    public string Description => description;

    /// <inheritdoc/>
    public IReadOnlyList<string> Words => [];

    /// <inheritdoc/>
    public MagicResult Run(MagicCall call)
    {
        if (show is not null && call.Body?.Trim('\r', '\n') is { } text && !string.IsNullOrWhiteSpace(text))
            CellScope.Required.DisplayData(show(text));
        return new MagicResult();
    }
}

/// <summary>A language of .NET Interactive that this kernel lacks: the error says what to do instead.</summary>
/// <param name="name">Its name.</param>
/// <param name="aliases">Other names of it.</param>
/// <param name="called">Its usual name.</param>
/// <param name="instead">How to do the same in C#.</param>
internal sealed class AbsentLanguageMagic(string name, IReadOnlyList<string> aliases, string called, string instead) : IMagic
{
    /// <summary>The languages that this kernel lacks.</summary>
    public static IEnumerable<AbsentLanguageMagic> All { get; } =
    [
        new("fsharp", ["f#", "F#"], "F#", "Write the cell in C#, or load an F# library with #r."),
        new("pwsh", ["powershell"], "PowerShell", "In C#: System.Diagnostics.Process.Start(\"pwsh\", [\"-c\", \"...\"]).WaitForExit();"),
        new("sql", [], "SQL", "In C#: #r \"nuget: Microsoft.Data.SqlClient\" or another ADO.NET provider, and display what its reader "
            + "gives."),
        new("kql", [], "KQL", "In C#: the client library of the service, loaded with #r \"nuget: ...\"."),
        new("http", [], "HTTP requests", "In C#: await new HttpClient().GetStringAsync(\"https://...\")."),
        new("mermaid", [], "Mermaid", "JupyterLab draws a Markdown cell with a block ```mermaid."),
        new("python", [], "Python", "Use a Python kernel in a notebook of its own, and files to pass values."),
        new("r", [], "R", "Use an R kernel in a notebook of its own, and files to pass values."),
        new("connect", [], "connections to other kernels", "Use that kernel in a notebook of its own, and files to pass values."),
    ];

    /// <inheritdoc/>
    public string Name => name;

    /// <inheritdoc/>
    public IReadOnlyList<string> Aliases => aliases;

    /// <inheritdoc/>
    public string Description => $"{called}: not in this kernel.";

    /// <inheritdoc/>
    public bool IsListed => false;

    /// <inheritdoc/>
    public IReadOnlyList<string> Words => [];

    /// <summary>The error message.</summary>
    /// <param name="asked">The text that the user wrote.</param>
    public string Message(string asked) =>
        $"{asked}: this kernel runs C#; it has no {called}. {instead} To keep the cell for .NET Interactive and leave it out here, give "
            + "it the tag skip-execution.";

    /// <inheritdoc/>
    public MagicResult Run(MagicCall call) => new(CellFailure.Plain("NoSuchLanguageError", Message(call.Line.Split((char[]?)null, 2)[0])));
}
