using GroupConv.Core.Specs;
using GroupConv.Interactive.Engine.Rendering;
using GroupConv.Interactive.Results;

namespace GroupConv.Interactive.Engine.Views;

/// <summary>Draws a mistake so that it can be mended: what is wrong, which values would be right, and a fix to copy.</summary>
internal sealed class ConvExceptionView : View<ConvException>
{
    /// <inheritdoc/>
    protected override MimeBundle Draw(ConvException value)
    {
        string[] lines = [Lines.First(value.Problem), value.Problem.Length > Lines.FirstLineLimit ? value.Problem : "", value.Valid,
            value.Fix.Length == 0 ? "" : $"Try: {value.Fix}"];
        return new MimeBundle(string.Join('\n', lines.Where(line => line.Length > 0)), () => Html(value));
    }

    private static string Html(ConvException value)
    {
        var valid = value.Valid.Length == 0 ? Markup.Empty : Markup.Of($"<p>{value.Valid}</p>");
        var fix = value.Fix.Length == 0 ? Markup.Empty : Markup.Of($"<p>Try: <code>{value.Fix}</code></p>");
        return Output.Html(
            Markup.Of($"<div class=\"gc-error\" role=\"alert\"><p><b>{value.Parameter}</b></p><p>{value.Problem}</p>{valid}{fix}</div>"),
            live: false);
    }
}
