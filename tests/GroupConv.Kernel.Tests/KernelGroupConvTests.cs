namespace GroupConv.Kernel.Tests;

/// <summary><c>#!groupconv</c> in the real kernel.</summary>
[Collection(SharedKernel.Cells)]
public sealed class KernelGroupConvTests(KernelClient kernel)
{
    [Fact]
    public void A_layer_is_explained_between_lines_of_code()
    {
        var run = kernel.Execute("Console.WriteLine(\"before\");\n#!groupconv explain \"nn.Conv2d(64, 128, kernel_size=3, padding=1, "
            + "groups=4)\"\nConsole.WriteLine(\"after\");");
        Assert.Equal("ok", run.Status);
        Assert.Equal(["stream", "display_data", "stream"], run.Outputs.Select(o => o.Type));
        var shown = run.Only("display_data");
        Assert.Contains("weight [128, 16, 3, 3]", shown.Data("text/plain"), StringComparison.Ordinal);
        Assert.Contains("<", shown.Data("text/html"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_mistake_is_one_message_without_a_trace()
    {
        var error = kernel.Execute("#!groupconv explain --in 64 --out 128 --kernel 3 --groups 5").Error;
        Assert.Equal("GroupConvError", error.Text("ename"));
        Assert.Contains("groups=5", error.Text("evalue"), StringComparison.Ordinal);
        Assert.Equal([error.Text("evalue")], error.Content["traceback"]!.AsArray().Select(l => l!.GetValue<string>()));
    }

    [Fact]
    public void Variables_go_both_ways_by_reference()
    {
        kernel.Execute("using GroupConv.Core;\nvar layer = new Conv2d(4, 8, 3, padding: 1, groups: 2);\nvar x = "
            + "Tensor.CreateFromShape<float>([1, 4, 6, 6]);");
        var run = kernel.Execute("#!groupconv run layer --input x --as y\ny.Lengths.ToArray()");
        Assert.Equal("ok", run.Status);
        Assert.Contains("[ 1, 8, 6, 6 ]", run.Result, StringComparison.Ordinal);
        Assert.Equal("True", kernel.Execute("Tensor<float> typed = y; typed is not null").Result);
    }

    [Fact]
    public void A_line_goes_on_in_the_next_lines_of_its_cell()
    {
        var run = kernel.Execute("var longBefore = 1;\n#!groupconv explain \"nn.Conv2d(64, 128,  # it's four\n    3,\n    groups=4)\" --as longResult\n"
            + "longResult.Shape.Spec.Groups + longBefore");
        Assert.Equal("5", run.Result);
        Assert.Equal("ok", kernel.Execute("#!groupconv explain nn.Conv2d(64, 128,\n    3)\n#!time").Status);
        Assert.Equal("incomplete", kernel.Ask("is_complete_request",
            new { code = "#!groupconv explain \"nn.Conv2d(64," }).Content["status"]!
            .GetValue<string>());
        Assert.Equal("complete", kernel.Ask("is_complete_request", new { code = "#!groupconv explain \"nn.Conv2d(64,\n3, 3)\"" })
            .Content["status"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("%groupconv explain conv", "Magic lines of GroupConv begin with #!groupconv. Try: #!groupconv explain conv")]
    [InlineData("conv = nn.Conv2d(64, 128, 3, groups=4)", "Try", "#!groupconv explain \"nn.Conv2d(64, 128, 3, groups=4)\"")]
    [InlineData("RuntimeError: Given groups=4, weight of size [8, 2, 3, 3]", "This is an error text, not C#.")]
    [InlineData("#!groupConv explain conv", "There is no magic '#!groupConv'. Did you mean '#!groupconv'?")]
    public void A_cell_that_is_no_CSharp_gets_a_line_to_copy(string code, params string[] says) => Assert.All(
        says.Where(each => each != "Try"),
        each => Assert.Contains(each, kernel.Execute(code).Error.Text("evalue"), StringComparison.Ordinal));

    [Fact]
    public void Verbs_are_completed()
    {
        var reply = kernel.Ask("complete_request", new { code = "#!groupconv exp", cursor_pos = 15 });
        Assert.Equal(["explain"], reply.Content["matches"]!.AsArray().Select(m => m!.GetValue<string>()));
        Assert.Equal(12, reply.Content["cursor_start"]!.GetValue<int>());
        Assert.Equal(15, reply.Content["cursor_end"]!.GetValue<int>());
    }
}
