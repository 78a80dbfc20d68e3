using System.Numerics.Tensors;
using GroupConv.Interactive.Hosting;
using GroupConv.Interactive.Results;
using Microsoft.DotNet.Interactive.Formatting;

namespace GroupConv.Interactive.Tests.Hosting;

/// <summary>Drives the entry as the glue does: strings and delegates.</summary>
public sealed class GroupConvExtensionTests
{
    private readonly Dictionary<string, object> _variables = new() { ["x"] = Tensor.Create(new float[3 * 16], [1, 3, 4, 4]) };
    private readonly List<object> _displayed = [];
    private readonly List<string> _failures = [];

    [Fact]
    public void Loading_greets_in_one_line_and_registers_what_is_drawn()
    {
        string greeting = GroupConvExtension.Load();

        Assert.StartsWith("GroupConv 0.1.0 is ready.", greeting);
        Assert.DoesNotContain("\n", greeting);
        Assert.Equal(greeting, GroupConvExtension.Load());
        Assert.All(EngineLoader.Load().RenderedTypes, type => Assert.Contains("text/html", Formatter.GetPreferredMimeTypesFor(type)));
    }

    [Fact]
    public void A_line_runs_with_the_variables_of_the_notebook()
    {
        Assert.False(Execute("Directive: #!groupconv run \"Conv2d(3, 6, 3, groups=3)\" --input x --as y"));

        Assert.Empty(_failures);
        var result = Assert.IsType<RunResult>(Assert.Single(_displayed));
        Assert.Same(result.Output, _variables["y"]);
    }

    [Fact]
    public void What_is_displayed_has_text_beside_html()
    {
        GroupConvExtension.Load();
        Execute("#!groupconv explain \"Conv2d(64, 128, 3, groups=4)\"");

        object value = Assert.Single(_displayed);

        Assert.Equal(["text/html", "text/plain"], Formatter.GetPreferredMimeTypesFor(value.GetType()));
        Assert.StartsWith("<", value.ToDisplayString("text/html"));
        Assert.DoesNotContain("</", value.ToDisplayString("text/plain"));
    }

    [Fact]
    public void A_mistake_fails_the_cell_with_one_message()
    {
        Execute("#!groupconv explain xx");

        Assert.Contains("There is no variable 'xx'", Assert.Single(_failures));
        Assert.Empty(_displayed);
    }

    [Fact]
    public void An_interrupt_fails_the_cell_without_a_stack_trace()
    {
        Execute("#!groupconv run \"Conv2d(3, 6, 3)\" --input x", new CancellationToken(canceled: true));

        Assert.Equal("Interrupted.", Assert.Single(_failures));
    }

    [Fact]
    public void Names_of_script_variables_are_read_from_any_object_of_that_form()
    {
        Assert.Equal(["a", "b"], GroupConvExtension.VariableNames(new { Variables = new[] { new { Name = "a" }, new { Name = "b" } } }));
        Assert.Empty(GroupConvExtension.VariableNames(null));
        Assert.Empty(GroupConvExtension.VariableNames("something else"));
    }

    private bool Execute(string line, CancellationToken cancellation = default) => GroupConvExtension.Execute(
        line,
        line,
        name => _variables.GetValueOrDefault(name),
        () => [.. _variables.Keys],
        (name, value) => _variables[name] = value,
        _displayed.Add,
        _failures.Add,
        cancellation);
}
