using System.Numerics.Tensors;
using GroupConv.Interactive.Formatting;
using GroupConv.Interactive.Hosting;
using GroupConv.Interactive.Results;
using Microsoft.DotNet.Interactive.Formatting;

namespace GroupConv.Interactive.Tests.Formatting;

public sealed class FormatterRegistrationTests
{
    private int _made;

    [Fact]
    public void One_bundle_serves_all_MIME_types_of_a_display_and_a_new_display_gets_a_new_one()
    {
        var value = new Drawn("a");
        Register(_ => new MimeBundle($"text {++_made}", () => $"<p>{_made}</p>"));

        Assert.Equal([("text/html", "<p>1</p>"), ("text/plain", "text 1")], Forms(value));
        Assert.Equal([("text/html", "<p>2</p>"), ("text/plain", "text 2")], Forms(value));
    }

    [Fact]
    public void What_has_no_html_is_shown_as_text_and_escaped()
    {
        Register(_ => new MimeBundle("a < b"));

        Assert.Equal("<pre>a &lt; b</pre>", new Drawn("b").ToDisplayString("text/html"));
    }

    [Fact]
    public void A_view_that_throws_degrades_to_text_with_the_reason()
    {
        Register(_ => throw new InvalidOperationException("the view <broke>"));

        Assert.Equal("Drawn could not be drawn: the view <broke>", new Drawn("c").ToDisplayString("text/plain"));
        Assert.Contains("the view &lt;broke&gt;", new Drawn("c").ToDisplayString("text/html"));
    }

    [Fact]
    public void Html_that_throws_degrades_to_text_with_the_reason()
    {
        Register(_ => new MimeBundle("the text", () => throw new InvalidOperationException("the picture broke")));
        var value = new Drawn("d");

        Assert.Equal("the text", value.ToDisplayString("text/plain"));
        Assert.Equal("<pre>the text&#xA;(no picture: the picture broke)</pre>", value.ToDisplayString("text/html"));
    }

    [Fact]
    public void Png_that_throws_leaves_html_and_text_whole()
    {
        var bundles = new BundleCache(
            _ => new MimeBundle("text", () => "<p>html</p>", () => throw new InvalidOperationException("out of ink")), 3);
        var value = new Drawn("e");

        Assert.Equal(
            ["<p>html</p>", "", "text"],
            new[] { "text/html", "image/png", "text/plain" }.Select(mimeType => FormatterRegistration.Form(bundles, value, mimeType)));
    }

    [Fact]
    public void An_interrupt_is_not_taken_for_a_failure()
    {
        var bundles = new BundleCache(_ => throw new OperationCanceledException(), 2);

        Assert.ThrowsAny<OperationCanceledException>(() => FormatterRegistration.Form(bundles, new Drawn("f"), "text/plain"));
    }

    [Fact]
    public void Tensors_come_as_png_too()
    {
        FormatterRegistration.Register(EngineLoader.Load());

        Assert.Equal(["text/html", "image/png", "text/plain"], Formatter.GetPreferredMimeTypesFor(typeof(MapsResult)));
    }

    private static (string, string)[] Forms(object value) =>
        [.. Formatter.GetPreferredMimeTypesFor(value.GetType()).Select(mimeType => (mimeType, value.ToDisplayString(mimeType)))];

    private static void Register(Func<object, MimeBundle> render) => FormatterRegistration.Register(new OneView(render));

    private sealed record Drawn(string Name);

    private sealed class OneView(Func<object, MimeBundle> render) : IEngine
    {
        public IReadOnlyList<string> Options => [];

        public IReadOnlyList<string> Flags => [];

        public IReadOnlyDictionary<string, string> Verbs => new Dictionary<string, string>();

        public IReadOnlyList<Type> RenderedTypes => [typeof(Drawn)];

        public MagicOutcome Execute(string line, string cell, INotebookHost host) => new();

        public LineCompletion Complete(string line, int position, INotebookHost host) => new(position, position, []);

        public string Explain(string line, int position) => "";

        public MimeBundle Render(object value) => render(value);

        public Tensor<float> ReadTensor(string path) => Tensor.Create<float>([]);
    }
}
