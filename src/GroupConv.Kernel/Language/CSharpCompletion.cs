using System.Collections.Immutable;
using GroupConv.Kernel.Scripting;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Completion;
using Microsoft.CodeAnalysis.Tags;

namespace GroupConv.Kernel.Language;

/// <summary>Completes C# with Roslyn's own completion.</summary>
internal static class CSharpCompletion
{
    // Those that bring text of their own, such as an overriding method, are asked for it one by one.
    private const int MostChanges = 100;

    private static readonly (string Tag, string Kind)[] Kinds =
    [
        (WellKnownTags.Method, "function"), (WellKnownTags.ExtensionMethod, "function"), (WellKnownTags.Operator, "function"),
        (WellKnownTags.Property, "property"), (WellKnownTags.Field, "property"), (WellKnownTags.Event, "property"),
        (WellKnownTags.EnumMember, "constant"), (WellKnownTags.Constant, "constant"),
        (WellKnownTags.Local, "variable"), (WellKnownTags.RangeVariable, "variable"), (WellKnownTags.Parameter, "param"),
        (WellKnownTags.Class, "class"), (WellKnownTags.Structure, "class"), (WellKnownTags.Delegate, "class"), (WellKnownTags.TypeParameter, "class"),
        (WellKnownTags.Interface, "interface"), (WellKnownTags.Enum, "enum"), (WellKnownTags.Namespace, "module"), (WellKnownTags.Module, "module"),
        (WellKnownTags.Keyword, "keyword"), (WellKnownTags.Snippet, "snippet"),
    ];

    /// <summary>What may stand at a position.</summary>
    /// <param name="document">The cell.</param>
    /// <param name="position">The cursor.</param>
    /// <param name="variables">Names of the notebook's variables.</param>
    /// <param name="cancellation">Gives up.</param>
    public static async Task<CompletionSet> Complete(Document document, int position, IReadOnlySet<string> variables, CancellationToken cancellation)
    {
        var service = CompletionService.GetService(document)!;
        var list = await service.GetCompletionsAsync(document, position, cancellationToken: cancellation);
        if (list.ItemsList.Count == 0)
            return CompletionSet.None(position);

        var code = (await document.GetTextAsync(cancellation)).ToString();
        var (start, end) = (list.Span.Start, list.Span.End);
        var typed = code[start..position];
        var items = Matching(list.ItemsList, typed);
        var isMember = code.AsSpan(0, start).TrimEnd().EndsWith('.');

        var entries = new List<(Completion Entry, int Rank)>();
        foreach (var item in items)
        {
            if (await Text(service, document, item, list, items.Count, cancellation) is not { } text)
                continue;
            var kind = KindOf(item);
            if (kind == "property" && !isMember && variables.Contains(text))
                kind = "variable";
            entries.Add((new Completion(text, kind), Rank(text, kind, typed)));
        }

        // OrderBy keeps Roslyn's order where ranks are equal.
        return new CompletionSet([.. entries.OrderBy(e => e.Rank).Select(e => e.Entry).DistinctBy(e => e.Text)], start, end);
    }

    /// <summary>Items that begin like what was typed; else, those that hold it or whose capitals are it.</summary>
    private static List<CompletionItem> Matching(IReadOnlyList<CompletionItem> items, string typed)
    {
        var beginning = items.Where(i => i.FilterText.StartsWith(typed, StringComparison.OrdinalIgnoreCase)).ToList();
        return beginning.Count > 0
            ? beginning
            : [.. items.Where(i => i.FilterText.Contains(typed, StringComparison.OrdinalIgnoreCase) || Capitals(i.FilterText).StartsWith(typed, StringComparison.OrdinalIgnoreCase))];
    }

    private static string Capitals(string name) => string.Concat(name.Where(char.IsUpper));

    /// <summary>Case as typed first; then what the notebook itself has.</summary>
    private static int Rank(string text, string kind, string typed) =>
        (text.StartsWith(typed, StringComparison.Ordinal) ? 0 : 2) + (kind is "variable" or "param" ? 0 : 1);

    private static async Task<string?> Text(
        CompletionService service, Document document, CompletionItem item, CompletionList list, int count, CancellationToken cancellation)
    {
        if (!item.IsComplexTextEdit)
            return item.Properties.TryGetValue("InsertionText", out var text) ? text : item.DisplayText + Suffix(item);
        if (count > MostChanges)
            return null;

        var change = (await service.GetChangeAsync(document, item, cancellationToken: cancellation)).TextChange;
        return change.Span == list.Span ? change.NewText : null;
    }

    /// <summary>The colon of a named argument belongs to it; the brackets of a generic type are only shown.</summary>
    private static string Suffix(CompletionItem item) => item.DisplayTextSuffix == ":" ? ":" : "";

    private static string KindOf(CompletionItem item) =>
        Kinds.FirstOrDefault(k => item.Tags.Contains(k.Tag)).Kind ?? "text";
}
