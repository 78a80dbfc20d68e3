using System.Runtime.Loader;

namespace GroupConv.Polyglot.Tests;

public sealed class LoadingTests(PolyglotNotebook notebook)
{
    [Fact]
    public void Loading_greets_in_one_line()
    {
        string greeting = Assert.Single(notebook.Loading.Shown)["text/plain"];

        Assert.StartsWith("GroupConv 0.1.0 is ready.", greeting);
        Assert.DoesNotContain('\n', greeting.TrimEnd());
    }

    [Fact]
    public async Task Loading_again_changes_nothing()
    {
        var again = await notebook.LoadExtension();

        Assert.Empty(again.Shown);
        Assert.Null(again.Error);
        await notebook.RunWithoutError("#!groupconv help");
    }

    [Fact]
    public async Task Cells_import_what_the_shown_code_needs() =>
        Assert.Equal("Conv2d ConvException NotebookFile RunResult", await notebook.Text(
            "nameof(Conv2d) + \" \" + nameof(ConvException) + \" \" + nameof(NotebookFile) + \" \" + nameof(RunResult)"));

    [Fact]
    public async Task The_host_keeps_its_own_versions_and_the_engine_has_its_own()
    {
        await notebook.RunWithoutError("#!groupconv explain \"Conv2d(3, 9, 3)\"");
        await notebook.RunWithoutError(
            "var wave = System.Numerics.Tensors.Tensor.Create([.. Enumerable.Range(0, 256).Select(i => MathF.Sin(i))], [1, 1, 16, 16]);");
        await notebook.RunWithoutError("#!groupconv maps wave"); // draws with Plotly.NET

        Assert.Equal(["FSharp.Core", "System.CommandLine"], PolyglotNotebook.Held);
        Assert.Equal(["Default 5.0.0.0", "GroupConv 10.1.0.0"], Loaded("FSharp.Core"));
        Assert.Equal(["Default 2.0.0.0", "GroupConv 2.0.15.0"], Loaded("System.CommandLine"));
        Assert.Equal(["GroupConv 6.0.0.0"], Loaded("Plotly.NET"));
        Assert.Single(Loaded("System.Numerics.Tensors"));
        Assert.Single(Loaded("GroupConv.Core"));
        Assert.Single(Loaded("GroupConv.Learning"));
        Assert.Single(Loaded("GroupConv.Interactive"));
        Assert.Single(Loaded("GroupConv.Interactive.Polyglot"));
        Assert.Single(Loaded("Microsoft.DotNet.Interactive"));
    }

    private static string[] Loaded(string name) =>
    [
        .. from context in AssemblyLoadContext.All
           from assembly in context.Assemblies
           where assembly.GetName().Name == name
           let text = $"{context.Name} {assembly.GetName().Version}"
           orderby text
           select text,
    ];
}
