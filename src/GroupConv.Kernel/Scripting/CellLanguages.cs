namespace GroupConv.Kernel.Scripting;

/// <summary>The languages of <c>#!name</c> lines, by .NET Interactive's names.</summary>
internal static class CellLanguages
{
    /// <summary>The default language.</summary>
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

    /// <summary>The canonical name of a language; null if it is unknown.</summary>
    /// <param name="name">A name or alias, without <c>#!</c>.</param>
    public static string? Find(string name) => ByName.GetValueOrDefault(name);

    /// <summary>The language of an editor's language id, such as <c>dotnet-interactive.fsharp</c>; null if it tells none.</summary>
    /// <param name="id">The id, or null.</param>
    public static string? OfEditor(string? id)
    {
        const string Prefix = "dotnet-interactive.";
        return id is null ? null : Find(id.StartsWith(Prefix, StringComparison.Ordinal) ? id[Prefix.Length..] : id);
    }

    /// <summary>The language that a line switches to; null for other lines.</summary>
    /// <param name="line">The line; options may follow the name.</param>
    public static string? OfLine(string line) =>
        line.StartsWith("#!", StringComparison.Ordinal) && line[2..].Split((char[]?)null, 2)[0] is { Length: > 0 } name ? Find(name) : null;
}
