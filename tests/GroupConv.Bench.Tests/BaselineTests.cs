using GroupConv.Bench.Against;
using GroupConv.Bench.Report;
using GroupConv.Bench.Sections;

namespace GroupConv.Bench.Tests;

/// <summary>Reading the reports that are committed.</summary>
public sealed class BaselineTests
{
    private static readonly string[] s_withTimes = ["layers", "groups", "scaling", "one-call", "backward"];
    private static readonly string s_results = Path.Combine(Root(), "bench", "results");

    public static TheoryData<string> Folders => [.. Directory.GetDirectories(s_results).Select(path => Path.GetFileName(path)!)];

    [Theory]
    [MemberData(nameof(Folders))]
    public void Every_committed_report_of_a_section_with_times_is_read(string folder)
    {
        foreach (var section in SectionTable.All.Where(section => s_withTimes.Contains(section.Name)))
        {
            string path = Path.Combine(s_results, folder);
            if (!File.Exists(Path.Combine(path, section.Name + ".json")))
                continue;
            var baseline = Baseline.Read(path, section);
            Assert.NotNull(baseline);
            Assert.All(baseline.Gauges, gauge => Assert.InRange(gauge.Seconds, 1e-7, 10));
            Assert.Equal(baseline.Gauges.Count, baseline.Gauges.Select(gauge => (gauge.Key, gauge.What)).Distinct().Count());
            Assert.False(Gate.Judge(baseline.Gauges, baseline.Gauges).IsSlower);
        }
    }

    [Fact]
    public void A_section_without_a_report_or_without_times_is_null()
    {
        Assert.Null(Baseline.Read(Path.Combine(s_results, "no-such-cpu"), new LayersSection()));
        Assert.Null(Baseline.Read(Path.Combine(s_results, "amd-epyc-zen3"), new PoolSection()));
    }

    [Fact]
    public void A_file_that_is_no_report_is_named()
    {
        string folder = Directory.CreateTempSubdirectory().FullName;
        try
        {
            File.WriteAllText(Path.Combine(folder, "layers.json"), """{"data": {"rows": [{"layer": "a"}, 3]}}""");
            var wrong = Assert.Throws<InvalidDataException>(() => Baseline.Read(folder, new LayersSection()));
            Assert.Contains("layers.json is not a report of the section layers", wrong.Message, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void Another_width_another_peer_and_another_core_are_told()
    {
        var now = Machine("AMD EPYC", "Zen 3", 256, "1.31.1");
        Assert.Empty(Then("AMD EPYC (Zen 3)", "amd-epyc-zen3", 256, "1.31.1").Differences(now));
        var other = Then("AMD EPYC (Zen 5)", "amd-epyc-zen5", 256, "1.31.1");
        Assert.Contains("then AMD EPYC (Zen 5)", Assert.Single(other.Differences(now)), StringComparison.Ordinal);
        var unknown = Then("AMD EPYC", "amd-epyc", 256, "1.31.1");
        Assert.Contains("without its core", Assert.Single(unknown.Differences(now)), StringComparison.Ordinal);
        Assert.Equal(2, Then("AMD EPYC (Zen 3)", "amd-epyc-zen3", 512, "1.30.0").Differences(now).Count());
    }

    [Theory]
    [InlineData("AMD EPYC", "Zen 3", "amd-epyc-zen3")]
    [InlineData("Intel(R) Xeon(R) Processor @ 2.80GHz", "Ice Lake", "intel-xeon-processor-2-80ghz-ice-lake")]
    [InlineData("Apple M2", null, "apple-m2")]
    public void The_folder_says_name_and_core(string cpu, string? core, string slug) =>
        Assert.Equal(slug, Report.Machine.SlugOf(cpu, core));

    [Theory]
    [InlineData(25, 1, 1, "Zen 3")]
    [InlineData(25, 0x61, 2, "Zen 4")]
    [InlineData(26, 2, 1, "Zen 5")]
    [InlineData(23, 0x31, 0, "Zen 2")]
    [InlineData(6, 85, 7, "Cascade Lake")]
    [InlineData(6, 106, 6, "Ice Lake")]
    [InlineData(7, 3, 1, "family 7 model 3")]
    public void A_core_is_known_by_family_model_and_stepping(int family, int model, int stepping, string name) =>
        Assert.Equal(name, Microarchitecture.Name(family, model, stepping));

    private static BaselineMachine Then(string cpu, string slug, int bits, string peer) => new(cpu, slug, bits, peer, "c", "d");

    private static Machine Machine(string cpu, string? core, int bits, string peer) =>
        new(cpu, core, 2, "", bits, "", "", "", "", peer, "", "", "");

    private static string Root()
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "GroupConv.sln")))
            folder = Path.GetDirectoryName(folder);
        return folder ?? throw new DirectoryNotFoundException("GroupConv.sln is in no folder above the tests.");
    }
}
