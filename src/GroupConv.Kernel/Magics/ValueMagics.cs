using System.CommandLine;
using System.Text.Json;
using GroupConv.Kernel.Scripting;

namespace GroupConv.Kernel.Magics;

/// <summary>The texts that cells store with <c>#!value</c>, by name.</summary>
internal sealed class ValueStore
{
    private readonly SortedDictionary<string, string> _values = new(StringComparer.Ordinal);

    /// <summary>The names.</summary>
    public IReadOnlyCollection<string> Names => _values.Keys;

    /// <summary>Stores a text.</summary>
    public void Put(string name, string value) => _values[name] = value;

    /// <summary>Resolves a reference such as <c>csharp:x</c> or <c>value:x</c>.</summary>
    /// <param name="language">The language: csharp or value.</param>
    /// <param name="name">The name.</param>
    /// <param name="variables">The C# variables.</param>
    /// <exception cref="ArgumentException">There is no such value.</exception>
    public object? Find(string language, string name, IScriptVariables variables)
    {
        switch (CellLanguages.Find(language))
        {
            case CellLanguages.CSharp:
                return variables.TryGet(name, out object? value)
                    ? value : throw new ArgumentException($"There is no C# variable '{name}'. {There(variables.Names)}");
            case "value":
                return _values.TryGetValue(name, out string? text)
                    ? text : throw new ArgumentException(
                    $"There is no value '{name}'. {There(_values.Keys)} Keep one with #!value --name {name}.");
            case { } known when AbsentLanguageMagic.All.FirstOrDefault(a => a.Name == known) is { } absent:
                throw new ArgumentException(absent.Message($"'{language}'"));
            default:
                throw new ArgumentException($"There is no '{language}' to take '{name}' from: this kernel has csharp and value.");
        }
    }

    private static string There(IReadOnlyCollection<string> names) =>
        names.Count == 0 ? "There are none." : $"There is {string.Join(", ", names)}.";
}

/// <summary><c>#!set --name x --value ...</c>: assigns a C# variable from the line, the user or another variable.</summary>
internal sealed class SetMagic(ValueStore values)
    : CommandMagic("set", "Gives a variable a value: text, @input, @password, @csharp:NAME or @value:NAME.", VariableName, Value,
        ByReference, MimeType)
{
    private static readonly Option<string> VariableName =
        new("--name") { Description = "The variable.", HelpName = "NAME", Required = true };
    private static readonly Option<string> Value =
        new("--value") { Description = "Text; or @input, @password, @csharp:NAME, @value:NAME.", HelpName = "VALUE", Required = true };
    private static readonly Option<bool> ByReference = new("--byref") { Description = "Share the object itself. Here it always is." };
    private static readonly Option<string?> MimeType =
        new("--mime-type") { Description = "What the text is: application/json is read.", HelpName = "TYPE" };

    /// <inheritdoc/>
    public override IEnumerable<string> WordsAt(MagicCursor cursor) =>
        [.. Words, .. InputTokens.Names, .. cursor.Variables.Names.Select(n => "@csharp:" + n), .. values.Names.Select(n => "@value:" + n)];

    /// <inheritdoc/>
    protected override MagicResult Run(ParseResult line, MagicCall call)
    {
        string name = line.GetRequiredValue(VariableName);
        object? value = line.GetRequiredValue(Value);
        if (value is string text)
        {
            int colon = text.IndexOf(':', StringComparison.Ordinal);
            // Input is plain text, whatever it looks like: a password may start with @.
            if (text.StartsWith('@') && colon > 1 && call.Line.Contains(text, StringComparison.Ordinal))
                value = values.Find(text[1..colon], text[(colon + 1)..], call.Variables);
            else if (line.GetValue(MimeType) == "application/json")
                value = Json(text);
        }

        call.Variables.Set(name, value ?? throw new ArgumentException($"'{name}' would become null, which has no type to declare it "
            + $"with. In C#: object? {name} = null;"));
        return new MagicResult();
    }

    /// <summary>JSON as .NET Interactive passes it to C#: bool, double, string; otherwise a JsonDocument.</summary>
    private static object Json(string text)
    {
        try
        {
            var document = JsonDocument.Parse(text);
            return document.RootElement.ValueKind switch
            {
                JsonValueKind.True => true,
                JsonValueKind.False => false,
                JsonValueKind.Number => document.RootElement.GetDouble(),
                JsonValueKind.String => document.RootElement.GetString()!,
                _ => document,
            };
        }
        catch (JsonException e)
        {
            throw new ArgumentException($"{text} is no JSON: {e.Message}", e);
        }
    }
}

/// <summary><c>#!share x --from value</c>: takes a value from another language.</summary>
internal sealed class ShareMagic(ValueStore values)
    : CommandMagic("share", "Takes a value of another language, or one kept with #!value.", ValueName, From, As, MimeType)
{
    private static readonly Argument<string> ValueName = new("NAME") { Description = "The value." };
    private static readonly Option<string> From =
        new("--from") { Description = "Where it is: value or csharp.", HelpName = "LANGUAGE", Required = true };
    private static readonly Option<string?> As =
        new("--as") { Description = "The variable to make; the value's name where none is given.", HelpName = "NAME" };
    private static readonly Option<string?> MimeType =
        new("--mime-type") { Description = "In which form; here the value itself is taken.", HelpName = "TYPE" };

    /// <inheritdoc/>
    public override IEnumerable<string> WordsAt(MagicCursor cursor) =>
        [.. Words, .. values.Names, .. cursor.Variables.Names, "csharp", "value"];

    /// <inheritdoc/>
    protected override MagicResult Run(ParseResult line, MagicCall call)
    {
        string name = line.GetRequiredValue(ValueName);
        object value = values.Find(line.GetRequiredValue(From), name, call.Variables)
            ?? throw new ArgumentException($"'{name}' is null, which has no type to declare a variable with.");
        call.Variables.Set(line.GetValue(As) ?? name, value);
        return new MagicResult();
    }
}

/// <summary><c>#!value --name x</c>: stores the text below it, or a file, verbatim.</summary>
internal sealed class ValueMagic(ValueStore values, string folder)
    : CommandMagic("value", "Keeps the text below it, or a file, under a name; #!share NAME --from value takes it.", ValueName, FromFile,
        MimeType)
{
    private const long LargestFile = 256L * 1024 * 1024;

    private static readonly Option<string> ValueName = new("--name") { Description = "Its name.", HelpName = "NAME", Required = true };
    private static readonly Option<string?> FromFile = new("--from-file") { Description = "Keep the text of a file.", HelpName = "FILE" };
    private static readonly Option<string?> MimeType =
        new("--mime-type") { Description = "Show the text, too, as what it is.", HelpName = "TYPE" };

    /// <inheritdoc/>
    protected override MagicResult Run(ParseResult line, MagicCall call)
    {
        string text = line.GetValue(FromFile) is { } file ? Read(Path.GetFullPath(file, folder)) : call.Body?.Trim('\r', '\n') ?? "";
        values.Put(line.GetRequiredValue(ValueName), text);
        if (line.GetValue(MimeType) is { } mime)
            CellScope.Required.DisplayData(ValueBundle.OfText(text, mime));
        return new MagicResult();
    }

    private static string Read(string path)
    {
        try
        {
            var file = new FileInfo(path);
            if (!file.Exists)
                throw new ArgumentException($"There is no file {path}.");
            return file.Length <= LargestFile
                ? File.ReadAllText(path)
                : throw new ArgumentException($"{path} has {file.Length} bytes; a file of at most {LargestFile} is kept.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ArgumentException($"{path} cannot be read: {e.Message}", e);
        }
    }
}
