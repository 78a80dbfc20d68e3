using System.Numerics.Tensors;
using GroupConv.Core;
using GroupConv.Core.Specs;
using GroupConv.Interactive.Hosting;
using GroupConv.Interactive.Tests.Hosting;

namespace GroupConv.Interactive.Tests.Commands;

/// <summary>Tab and Shift-Tab within a line of <c>#!groupconv</c>; <c>|</c> marks the cursor.</summary>
public sealed class CompletionTests
{
    private readonly FakeHost _host = new();

    public CompletionTests()
    {
        _host.SetVariable("conv", new Conv2d(12, 18, 3, groups: 6));
        _host.SetVariable("spec", ConvSpec.Conv2d(8, 16, 3));
        _host.SetVariable("x", Tensor.Create<float>(new float[1 * 10 * 4 * 4], [1, 10, 4, 4]));
        _host.SetVariable("word", "text");
    }

    [Theory]
    [InlineData("#!groupconv |", "", "explain wiring run maps block prove help --help")]
    [InlineData("#!groupconv ex|", "ex", "explain")]
    [InlineData("exp|", "exp", "explain")]
    [InlineData("#!groupconv help ru|", "ru", "run")]
    [InlineData("#!groupconv explain co|", "co", "conv")]
    [InlineData("#!groupconv explain s|", "s", "spec")]
    [InlineData("#!groupconv explain conv --in|", "--in", "--in")]
    [InlineData("#!groupconv run conv --in|", "--in", "--in --input")]
    [InlineData("#!groupconv wiring conv --all --a|", "--a", "--as")]
    [InlineData("#!groupconv explain conv --groups |", "", "1 2 3 6")]
    [InlineData("#!groupconv explain conv --groups 6|", "6", "6")]
    [InlineData("#!groupconv explain conv --groups=|", "", "1 2 3 6")]
    [InlineData("#!groupconv explain spec --out 12 --groups |", "", "1 2 4")]
    [InlineData("#!groupconv explain --in 12 --out 18 --groups |", "", "1 2 3 6")]
    [InlineData("#!groupconv explain --groups | --in 4 --out 4", "", "")]
    [InlineData("#!groupconv explain --in 4 --groups |", "", "1 2 4")]
    [InlineData("#!groupconv explain --in x --groups |", "", "")]
    [InlineData("#!groupconv explain \"nn.Conv2d(9, 6, 3)\" --groups |", "", "1 3")]
    [InlineData("#!groupconv maps x --groups |", "", "1 2 5 10")]
    [InlineData("#!groupconv wiring \"nn.Conv2d(8, 16, 3, groups=|", "", "1 2 4 8")]
    [InlineData("#!groupconv wiring nn.Conv2d(8, 16, 3, groups=|", "", "1 2 4 8")]
    [InlineData("#!groupconv wiring \"nn.Conv2d(8, 16, ker|", "ker", "kernel_size=")]
    [InlineData("#!groupconv wiring \"nn.Conv2d(8, 16, 3, padding_mode=|", "", "'zeros' 'reflect' 'replicate' 'circular'")]
    [InlineData("#!groupconv explain --type ConvT|", "ConvT", "ConvTranspose1d ConvTranspose2d ConvTranspose3d")]
    [InlineData("#!groupconv wiring \"nn.ConvTranspose2d(8, 16, 3, 2, 1, |", "",
        "output_padding= groups= bias= dilation= padding_mode= device= dtype=")]
    [InlineData("#!groupconv wiring \"layers.Conv2D(8, 3, strides=2, pad|", "pad", "padding=")]
    [InlineData("#!groupconv wiring \"nn.ConvTranspose1d(8, 16, 3, groups=|", "", "1 2 4 8")]
    [InlineData("#!groupconv run conv --input x|", "x", "x")]
    [InlineData("#!groupconv run conv --padding-mode re|", "re", "reflect replicate")]
    [InlineData("#!groupconv maps x --scale |", "", "layer group channel")]
    [InlineData("#!groupconv run conv --padding s|", "s", "same")]
    [InlineData("#!groupconv nonesuch |", "", "")]
    [InlineData("#!groupconv explain 'a|", "a", "")]
    public void A_line_is_completed(string marked, string written, string expected)
    {
        int at = marked.IndexOf('|', StringComparison.Ordinal);
        string line = marked.Remove(at, 1);
        var completion = EngineLoader.Load().Complete(line, at, _host);
        Assert.Equal(written, line[completion.Start..completion.End]);
        Assert.Equal(expected.Split(' ', StringSplitOptions.RemoveEmptyEntries), completion.Entries.Select(entry => entry.Text));
    }

    [Fact]
    public void Files_are_offered_for_an_input()
    {
        using var folder = new Folder();
        File.WriteAllText(Path.Combine(folder.Path, "my photo.png"), "");
        File.WriteAllText(Path.Combine(folder.Path, "notes.txt"), "");
        Directory.CreateDirectory(Path.Combine(folder.Path, "more"));
        var plain = Texts($"#!groupconv run conv --input {folder.Path}/m");
        Assert.Equal([$"{folder.Path}/more/", $"\"{folder.Path}/my photo.png\""], plain);
        Assert.Equal([$"{folder.Path}/my photo.png"], Texts($"#!groupconv run conv --input \"{folder.Path}/my p"));
    }

    [Theory]
    [InlineData("#!groupconv expl|ain conv", "explain: ")]
    [InlineData("#!groupconv explain conv --gro|ups 3", "--groups N\n")]
    [InlineData("#!groupconv explain conv|", "explain: ")]
    [InlineData("#!group|conv", "GroupConv: ")]
    [InlineData("#!groupconv nonesuch|", "GroupConv: ")]
    [InlineData("#!groupconv help ma|ps", "maps: ")]
    [InlineData("#!groupconv explain \"nn.Conv2d(|", "explain: ")]
    public void A_line_is_explained(string marked, string beginning)
    {
        int at = marked.IndexOf('|', StringComparison.Ordinal);
        Assert.StartsWith(beginning, EngineLoader.Load().Explain(marked.Remove(at, 1), at), StringComparison.Ordinal);
    }

    private string[] Texts(string line) => [.. EngineLoader.Load().Complete(line, line.Length, _host).Entries.Select(entry => entry.Text)];

    private sealed class Folder : IDisposable
    {
        public string Path { get; } = Directory.CreateTempSubdirectory("groupconv-test-").FullName;

        public void Dispose() => Directory.Delete(Path, recursive: true);
    }
}
