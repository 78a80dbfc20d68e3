using System.CommandLine;
using System.CommandLine.Parsing;
using GroupConv.Interactive.Engine.Requests;
using GroupConv.Interactive.Hosting;
using GroupConv.Interactive.Results;

namespace GroupConv.Interactive.Engine.Commands;

/// <summary>The one grammar: finds the verb of a line, parses the rest, and says what is wrong where something is.</summary>
internal static class Grammar
{
    private static readonly string[] Help = ["--help", "-h"];

    // No response files and no bundled letters: '@' and '-' mean nothing special in a notebook.
    private static readonly ParserConfiguration Parsing = new() { ResponseFileTokenReplacer = null, EnablePosixBundling = false };

    private static readonly Command Root = MakeRoot();

    /// <summary>Every option of any verb.</summary>
    public static IReadOnlyList<string> Options { get; } =
        [.. CommandTable.Rows.SelectMany(verb => verb.Options).Select(option => option.Name).Concat(Help).Distinct(StringComparer.Ordinal)];

    /// <summary>Those of them that take no value.</summary>
    public static IReadOnlyList<string> Flags { get; } =
    [
        .. CommandTable.Rows.SelectMany(verb => verb.Options).Where(option => option.ValueType == typeof(bool))
        .Select(option => option.Name)
            .Concat(Help).Distinct(StringComparer.Ordinal),
    ];

    /// <summary>Runs a line.</summary>
    /// <param name="line">The line, with or without <c>#!groupconv</c>.</param>
    /// <param name="notebook">The notebook.</param>
    /// <returns>The result to show.</returns>
    /// <exception cref="CommandException">A user's mistake.</exception>
    public static object Run(string line, Notebook notebook)
    {
        string[] arguments = Split(line);
        var help = new HelpWriter(MagicLine.IsMagic(line) ? MagicLine.Magic : "groupconv");
        if (arguments.Length > 0 && arguments[0] == "help")
            return new HelpResult(arguments.Length == 1 ? help.All() : help.Of(FindVerb(arguments[1])));
        if (arguments.Length == 0 || Help.Contains(arguments[0]))
            return new HelpResult(help.All());
        var verb = FindVerb(arguments[0]);
        if (arguments.Any(Help.Contains))
            return new HelpResult(help.Of(verb));
        RequireKnownOptions(verb, arguments);
        var parsed = Root.Parse(arguments, Parsing);
        RequireNoErrors(verb, parsed);
        return verb.Run(parsed, notebook);
    }

    /// <summary>What may stand in the place of the last argument of a line that is being written.</summary>
    /// <param name="arguments">The arguments, the verb first; the last one as far as it goes.</param>
    /// <param name="notebook">The notebook.</param>
    public static IEnumerable<LineCompletionEntry> Complete(IReadOnlyList<string> arguments, Notebook notebook)
    {
        if (CommandTable.Rows.FirstOrDefault(verb => verb.Name == arguments[0]) is not { } verb)
            return [];

        // System.CommandLine leaves out what is written already, which may be the beginning of a longer name.
        if (arguments[^1].StartsWith('-'))
            return verb.Options.Select(each => each.Name).Append(Help[0]).Except(arguments.SkipLast(1)).Select(
                name => new LineCompletionEntry(name, "option"));

        var parsed = Root.Parse([.. arguments], Parsing);
        Completing.In(notebook, parsed);

        // System.CommandLine takes an empty word for a new argument, also behind an option that waits for its value.
        var option = verb.Options.FirstOrDefault(each => each.Name == arguments[^2] && each.ValueType != typeof(bool));
        var items = option is null ? parsed.GetCompletions() : option.GetCompletions(parsed.GetCompletionContext());
        return items
            .OrderBy(item => item.Label.StartsWith("--", StringComparison.Ordinal))
            .ThenBy(item => item.SortText, StringComparer.Ordinal)
            .Select(
                item => new LineCompletionEntry(
                    item.Label, item.Label.StartsWith("--", StringComparison.Ordinal) ? "option" : item.Kind ?? "value"));
    }

    /// <summary>Help for the last of some arguments.</summary>
    /// <param name="arguments">The arguments up to the one that is asked about.</param>
    /// <param name="program">How a line begins.</param>
    public static string Explain(IReadOnlyList<string> arguments, string program)
    {
        var help = new HelpWriter(program);
        if (CommandTable.Rows.FirstOrDefault(verb => verb.Name == arguments.FirstOrDefault(argument => argument != "help")) is not { } verb)
            return help.All();

        string name = arguments[^1].Split('=', ':')[0];
        return verb.Options.FirstOrDefault(option => option.Name == name) is { } asked ? HelpWriter.Of(asked) : help.Of(verb);
    }

    private static Command MakeRoot()
    {
        var root = new Command("groupconv");
        foreach (var verb in CommandTable.Rows)
            root.Add(verb);
        return root;
    }

    private static string[] Split(string line)
    {
        try
        {
            return [.. MagicLine.Split(line)];
        }
        catch (FormatException mistake)
        {
            throw new CommandException(mistake.Message);
        }
    }

    private static VerbCommand FindVerb(string name)
    {
        string[] names = [.. CommandTable.Rows.Select(verb => verb.Name)];
        return CommandTable.Rows.FirstOrDefault(verb => verb.Name == name)
            ?? throw new CommandException(
                $"'{name}' is not a verb of groupconv.{Spelling.DidYouMean(name, names)} Verbs: {string.Join(", ", names)}. Try: --help");
    }

    // Otherwise a misspelt option would pass for the layer, and the option after one without a value for that value.
    private static void RequireKnownOptions(VerbCommand verb, string[] arguments)
    {
        string[] known = [.. verb.Options.Select(option => option.Name)];
        for (int i = 1; i < arguments.Length; i++)
        {
            if (!IsOption(arguments[i]))
                continue;
            string name = arguments[i].Split('=', ':')[0];
            if (verb.Options.FirstOrDefault(option => option.Name == name) is { } option)
            {
                bool needsValue = option.ValueType != typeof(bool) && name == arguments[i];
                if (needsValue && (i + 1 == arguments.Length || IsOption(arguments[i + 1])))
                    throw new CommandException($"{name} needs a value: {name} {option.HelpName}. {option.Description}");
                continue;
            }

            string[] others = [.. CommandTable.Rows.Where(other => other.Options.Any(each => each.Name == name)).Select(other =>
                other.Name)];
            string elsewhere = others.Length > 0 ? $" (it belongs to {string.Join(", ", others)})" : "";
            throw new CommandException(
                $"{verb.Name} has no option {name}{elsewhere}.{Spelling.DidYouMean(name, known)} "
                + $"Options of {verb.Name}: {string.Join(", ", known)}.");
        }

        // -1 is a number, and what begins with other marks is a pasted line.
        static bool IsOption(string argument) =>
            argument.Length > 1 && argument[0] == '-' && argument.TrimStart('-') is [var first, ..]
                && (char.IsLetter(first) || first == '_')
            && argument.Length - argument.TrimStart('-').Length <= 2;
    }

    private static void RequireNoErrors(VerbCommand verb, ParseResult parsed)
    {
        if (parsed.UnmatchedTokens.Count > 0)
        {
            throw new CommandException(
                $"{verb.Name} does not know what to do with '{parsed.UnmatchedTokens[0]}': it takes one LAYER and options. "
                + $"A value with spaces stands in quotes. Try: {verb.Name} --help");
        }

        if (parsed.Errors.Count == 0)
            return;
        var option = parsed.Errors[0].SymbolResult as OptionResult ?? parsed.Errors[0].SymbolResult?.Parent as OptionResult;
        throw new CommandException(option is { Tokens.Count: > 1 }
            ? $"{option.Option.Name} is given more than once; which one counts? Keep one."
            : parsed.Errors[0].Message);
    }
}
