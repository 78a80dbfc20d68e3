using System.CommandLine;
using System.CommandLine.Completions;
using System.Globalization;
using System.Runtime.CompilerServices;
using GroupConv.Core.Specs;
using GroupConv.Interactive.Engine.Requests;

namespace GroupConv.Interactive.Engine.Commands;

/// <summary>Gives options and arguments the values that they offer while a line is written.</summary>
internal static class Completing
{
    // System.CommandLine's completion knows the line, not whose it is.
    private static readonly ConditionalWeakTable<ParseResult, Notebook> Notebooks = [];

    /// <summary>Says in which notebook a line is completed.</summary>
    public static void In(Notebook notebook, ParseResult line) => Notebooks.AddOrUpdate(line, notebook);

    /// <summary>Lets an option offer values that depend on the line and the notebook.</summary>
    /// <param name="option">The option.</param>
    /// <param name="kind">What the values are.</param>
    /// <param name="values">Gives them, in order.</param>
    public static Option<T> Offering<T>(this Option<T> option, string kind, Func<ParseResult, Notebook, string, IEnumerable<string>> values)
    {
        int order = option.CompletionSources.Count;
        option.CompletionSources.Add(context => Items(context, kind, order, values));
        return option;
    }

    /// <summary>Lets an option offer fixed values.</summary>
    public static Option<T> Offering<T>(this Option<T> option, params string[] values) => option.Offering("value", (_, _, _) => values);

    /// <summary>As for options.</summary>
    public static Argument<T> Offering<T>(
        this Argument<T> argument, string kind, Func<ParseResult, Notebook, string, IEnumerable<string>> values)
    {
        argument.CompletionSources.Add(context => Items(context, kind, 0, values));
        return argument;
    }

    /// <summary>The group counts of these channels; of one, where the other is not known yet.</summary>
    public static IEnumerable<string> Groups(int? inChannels, int? outChannels) =>
        (inChannels ?? outChannels) is { } one and >= 1 && (outChannels ?? inChannels) is { } other and >= 1
            ? GroupArithmetic.ValidGroups(one, other).Select(count => count.ToString(CultureInfo.InvariantCulture))
            : [];

    private static IEnumerable<CompletionItem> Items(
        CompletionContext context, string kind, int order, Func<ParseResult, Notebook, string, IEnumerable<string>> values) =>
        Notebooks.TryGetValue(context.ParseResult, out var notebook)
            ? values(context.ParseResult, notebook, context.WordToComplete)
                .Select((text, i) => new CompletionItem(text, kind, sortText: FormattableString.Invariant($"{order:D2}{i:D9}")))
            : [];
}
