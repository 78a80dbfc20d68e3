using System.Collections.Immutable;
using GroupConv.Kernel.Scripting;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Completion;
using Microsoft.CodeAnalysis.Tags;

namespace GroupConv.Kernel.Language;

/// <summary>Completes C# with Roslyn's CompletionService.</summary>
internal static class CSharpCompletion
{
    // Items with a text edit of their own, such as an overriding method, cost one request each.
    private const int MostChanges = 100;

    private static readonly (string Tag, string Kind)[] Kinds =
    [
        (WellKnownTags.Method, "function"), (WellKnownTags.ExtensionMethod, "function"), (WellKnownTags.Operator, "function"),
        (WellKnownTags.Property, "property"), (WellKnownTags.Field, "property"), (WellKnownTags.Event, "property"),
        (WellKnownTags.EnumMember, "constant"), (WellKnownTags.Constant, "constant"),
        (WellKnownTags.Local, "variable"), (WellKnownTags.RangeVariable, "variable"), (WellKnownTags.Parameter, "param"),
        (WellKnownTags.Class, "class"), (WellKnownTags.Structure, "class"),
        (WellKnownTags.Delegate, "class"), (WellKnownTags.TypeParameter, "class"),
        (WellKnownTags.Interface, "interface"), (WellKnownTags.Enum, "enum"),
        (WellKnownTags.Namespace, "module"), (WellKnownTags.Module, "module"),
        (WellKnownTags.Keyword, "keyword"), (WellKnownTags.Snippet, "snippet"),
    ];

    /// <summary>The completions at a position.</summary>
    /// <param name="document">The cell.</param>
    /// <param name="position">The cursor.</param>
    /// <param name="variables">Names of the notebook's variables.</param>
    /// <param name="cancellation">Cancels the request.</param>
    public static async Task<CompletionSet> Complete(
        Document document, int position, IReadOnlySet<string> variables, CancellationToken cancellation)
    {
        var service = CompletionService.GetService(document)!;
        var list = await service.GetCompletionsAsync(document, position, cancellationToken: cancellation);
        if (list.ItemsList.Count == 0)
            return CompletionSet.None(position);

        string code = (await document.GetTextAsync(cancellation)).ToString();
        var (start, end) = (list.Span.Start, list.Span.End);
        string typed = code[start..position];
        var items = Matching(list.ItemsList, typed);
        bool isMember = code.AsSpan(0, start).TrimEnd().EndsWith('.');

        var entries = new List<(Completion Entry, int Rank)>();
        foreach (var item in items)
        {
            if (await Text(service, document, item, list, items.Count, cancellation) is not { } text)
                continue;
            string kind = KindOf(item);
            if (kind == "property" && !isMember && variables.Contains(text))
                kind = "variable";
            entries.Add((new Completion(text, kind), Rank(text, kind, typed)));
        }

        // OrderBy is stable: equal ranks keep Roslyn's order.
        return new CompletionSet([.. entries.OrderBy(e => e.Rank).Select(e => e.Entry).DistinctBy(e => e.Text)], start, end);
    }

    /// <summary>Items that start with the typed text; if none does, items that contain it or whose capitals match.</summary>
    private static List<CompletionItem> Matching(IReadOnlyList<CompletionItem> items, string typed)
    {
        var beginning = items.Where(i => i.FilterText.StartsWith(typed, StringComparison.OrdinalIgnoreCase)).ToList();
        return beginning.Count > 0
            ? beginning
            : [.. items.Where(i => i.FilterText.Contains(typed, StringComparison.OrdinalIgnoreCase)
                || Capitals(i.FilterText).StartsWith(typed, StringComparison.OrdinalIgnoreCase))];
    }

    private static string Capitals(string name) => string.Concat(name.Where(char.IsUpper));

    /// <summary>Matching case first, then the notebook's own names.</summary>
    private static int Rank(string text, string kind, string typed) =>
        (text.StartsWith(typed, StringComparison.Ordinal) ? 0 : 2) + (kind is "variable" or "param" ? 0 : 1);

    private static async Task<string?> Text(
        CompletionService service, Document document, CompletionItem item, CompletionList list, int count, CancellationToken cancellation)
    {
        if (!item.IsComplexTextEdit)
            return item.Properties.TryGetValue("InsertionText", out string? text) ? text : item.DisplayText + Suffix(item);
        if (count > MostChanges)
            return null;

        var change = (await service.GetChangeAsync(document, item, cancellationToken: cancellation)).TextChange;
        return change.Span == list.Span ? change.NewText : null;
    }

    /// <summary>A named argument keeps its colon; the brackets of a generic type are display text only.</summary>
    private static string Suffix(CompletionItem item) => item.DisplayTextSuffix == ":" ? ":" : "";

    private static string KindOf(CompletionItem item) =>
        Kinds.FirstOrDefault(k => item.Tags.Contains(k.Tag)).Kind ?? "text";
}
