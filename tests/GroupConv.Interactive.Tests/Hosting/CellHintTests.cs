using GroupConv.Interactive.Hosting;

namespace GroupConv.Interactive.Tests.Hosting;

public sealed class CellHintTests
{
    /// <summary>What cannot be C# gets the magic that reads it.</summary>
    [Theory]
    [InlineData("%groupconv explain conv", "#!groupconv explain conv")]
    [InlineData("%%groupconv explain conv", "#!groupconv explain conv")]
    [InlineData("!groupconv wiring conv --all", "#!groupconv wiring conv --all")]
    [InlineData("\n  #!GroupConv help", "#!groupconv help")]
    [InlineData("# groupconv explain conv", "#!groupconv explain conv")]
    [InlineData("groupconv explain \"nn.Conv2d(3, 9, 3)\"", "#!groupconv explain \"nn.Conv2d(3, 9, 3)\"")]
    [InlineData("./run explain conv", "#!groupconv explain conv")]
    [InlineData("import torch", "#!groupconv explain \"nn.Conv2d(64, 128, kernel_size=3, padding=1, groups=4)\"")]
    [InlineData("import torch.nn as nn\nconv = nn.Conv2d(8, 8, 3, groups=8)", "#!groupconv explain \"nn.Conv2d(8, 8, 3, groups=8)\"")]
    [InlineData("from torch import nn\nm = nn.Conv2d(8, 8, (3, 1), padding=\"same\")",
        "#!groupconv explain \"nn.Conv2d(8, 8, (3, 1), padding='same')\"")]
    [InlineData("class Net(nn.Module):\n    pass", "#!groupconv explain \"nn.Conv2d(")]
    [InlineData(">>> m = nn.Conv1d(16, 33, 3, stride=2)", "#!groupconv explain \"nn.Conv1d(16, 33, 3, stride=2)\"")]
    [InlineData("RuntimeError: Given groups=1, weight of size [64, 3, 7, 7], expected input[1, 1, 28, 28] to have 3 channels, but got 1 channels instead",
        "#!groupconv explain \"RuntimeError: Given groups=1")]
    [InlineData("Traceback (most recent call last):\n  File \"x.py\"", "#!groupconv explain \"Traceback")]
    public void Cells_that_are_no_CSharp_get_a_line_to_copy(string cell, string line)
    {
        Assert.Contains(line, CellHint.OfOtherLanguage(cell));
        Assert.Equal(CellHint.OfOtherLanguage(cell), CellHint.Of(cell));
    }

    /// <summary>What only the compiler can tell.</summary>
    [Theory]
    [InlineData("conv = nn.Conv2d(64, 128, 3, groups=4)", "#!groupconv explain \"nn.Conv2d(64, 128, 3, groups=4)\"")]
    [InlineData("self.dw = Conv2d(8, 8, kernel_size=3, groups=8)", "#!groupconv explain \"Conv2d(8, 8, kernel_size=3, groups=8)\"")]
    [InlineData("x = layers.Conv2D(32, 3, padding='same')(x)", "#!groupconv explain \"layers.Conv2D(32, 3, padding='same')\"")]
    [InlineData("var conv = new Conv2d(64, 128, 3, groups=4);", "C# writes groups: in place of groups=")]
    public void Code_that_does_not_compile_gets_a_hint(string cell, string hint)
    {
        Assert.Null(CellHint.OfOtherLanguage(cell));
        Assert.Contains(hint, CellHint.Of(cell));
    }

    [Theory]
    [InlineData("var conv = new Conv2d(64, 128, 3, groups: 4);\nconv.Forwrd(x)")]
    [InlineData("using GroupConv.Core;\nvar x = 1")]
    [InlineData("class Net : Module { }")]
    [InlineData("class Net(int width) :\n    Base { }")]
    [InlineData("if (x > 1)\n    y = 2;")]
    [InlineData("with = 1;")]
    [InlineData("foreach (var x in y) { }")]
    [InlineData("groupconv.ToString()")]
    [InlineData("!isReady")]
    [InlineData("#r \"nuget: GroupConv.Interactive\"")]
    [InlineData("#!groupconv explain conv")]
    [InlineData("")]
    public void CSharp_gets_none(string cell)
    {
        Assert.Null(CellHint.OfOtherLanguage(cell));
        if (!cell.StartsWith("#!", StringComparison.Ordinal))
            Assert.Null(CellHint.Of(cell));
    }
}
