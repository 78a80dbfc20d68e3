namespace GroupConv.Kernel.Scripting;

/// <summary>The languages that a line <c>#!name</c> may change to, by the names that .NET Interactive gives them.</summary>
internal static class CellLanguages
{
    /// <summary>The language of cells that name none.</summary>
    public const string CSharp = "csharp";

    private static readonly Dictionary<string, string> ByName = new(StringComparer.OrdinalIgnoreCase)
    {
        [CSharp] = CSharp,
        ["c#"] = CSharp,
        ["fsharp"] = "fsharp",
        ["f#"] = "fsharp",
        ["pwsh"] = "pwsh",
        ["powershell"] = "pwsh",
        ["html"] = "html",
        ["javascript"] = "javascript",
        ["js"] = "javascript",
        ["markdown"] = "markdown",
        ["md"] = "markdown",
        ["mermaid"] = "mermaid",
        ["sql"] = "sql",
        ["kql"] = "kql",
        ["http"] = "http",
        ["value"] = "value",
        ["python"] = "python",
        ["r"] = "r",
    };

    /// <summary>The language's own name; null where it is none that is known.</summary>
    /// <param name="name">A name or another name of it, without <c>#!</c>.</param>
    public static string? Find(string name) => ByName.GetValueOrDefault(name);

    /// <summary>The language that a line changes to; null for every other line.</summary>
    /// <param name="line">The line; options may follow the name.</param>
    public static string? OfLine(string line) =>
        line.StartsWith("#!", StringComparison.Ordinal) && line[2..].Split((char[]?)null, 2)[0] is { Length: > 0 } name ? Find(name) : null;
}
