using System.Text.Json;
using GroupConv.Bench.Report;
using GroupConv.Bench.Sections;

namespace GroupConv.Bench.Against;

/// <summary>The report of an earlier run.</summary>
/// <param name="Section">Its section.</param>
/// <param name="Gauges">Its times.</param>
/// <param name="Machine">The machine that it was measured on.</param>
internal sealed record Baseline(ISection Section, IReadOnlyList<Gauge> Gauges, BaselineMachine Machine)
{
    /// <summary>Reads the report of a section; null if the folder has none or the section has no times to compare.</summary>
    /// <param name="folder">A folder such as <c>bench/results/amd-epyc-zen3</c>.</param>
    /// <param name="section">The section.</param>
    /// <exception cref="InvalidDataException">The file is not a report of this section.</exception>
    public static Baseline? Read(string folder, ISection section)
    {
        string path = Path.Combine(folder, section.Name + ".json");
        if (!File.Exists(path))
            return null;
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllText(path));
            var gauges = section.Gauges(document.RootElement.GetProperty("data")).ToList();
            if (gauges.Count == 0)
                return null;
            return new Baseline(section, gauges, BaselineMachine.Of(document.RootElement.GetProperty("machine")));
        }
        catch (Exception wrong) when (wrong is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new InvalidDataException($"{path} is not a report of the section {section.Name}: {wrong.Message}", wrong);
        }
    }

    /// <summary>The times of a new report.</summary>
    public static IReadOnlyList<Gauge> Now(ISection section, SectionReport report) =>
        [.. section.Gauges(JsonSerializer.SerializeToElement(report.Data, Results.Json))];
}

/// <summary>The machine of a report.</summary>
/// <param name="Cpu">The CPU's name, with its core if the report has it.</param>
/// <param name="Slug">The folder's name of that CPU.</param>
/// <param name="VectorBits">The widest vectors.</param>
/// <param name="OnnxRuntime">The peer's version.</param>
/// <param name="Commit">The commit.</param>
/// <param name="Date">When.</param>
internal sealed record BaselineMachine(string Cpu, string Slug, int VectorBits, string OnnxRuntime, string Commit, string Date)
{
    /// <summary>
    /// Reads the machine of a report. Old reports have the vector width only in the list of instruction sets.
    /// </summary>
    public static BaselineMachine Of(JsonElement machine)
    {
        string? core = machine.TryGetProperty("core", out var name) ? name.GetString() : null;
        string cpu = machine.GetProperty("cpu").GetString()!, sets = machine.GetProperty("isa").GetString()!;
        int bits = machine.TryGetProperty("vectorBits", out var width) ? width.GetInt32()
            : sets.Contains("Vector512", StringComparison.Ordinal) ? 512
            : sets.Contains("Vector256", StringComparison.Ordinal) ? 256
            : 128;
        return new BaselineMachine(
            core is null ? cpu : $"{cpu} ({core})",
            Report.Machine.SlugOf(cpu, core),
            bits,
            machine.GetProperty("onnxRuntime").GetString()!,
            machine.GetProperty("commit").GetString()!,
            machine.GetProperty("date").GetString()!);
    }

    /// <summary>Differences between two machines that make a comparison of times unfair, one sentence each.</summary>
    /// <param name="now">This machine.</param>
    public IEnumerable<string> Differences(Machine now)
    {
        string cpu = now.Core is null ? now.Cpu : $"{now.Cpu} ({now.Core})";
        if (Cpu != cpu && Slug != now.Slug)
        {
            bool mayBe = cpu.StartsWith(Cpu, StringComparison.Ordinal);
            yield return mayBe
                ? $"The old report names its CPU {Cpu}, without its core; this is {cpu}."
                : $"Another CPU: then {Cpu}, now {cpu}.";
        }

        if (VectorBits != now.VectorBits)
            yield return $"Another vector width: then {Figures.Count(VectorBits)} bits, now {Figures.Count(now.VectorBits)}.";
        if (OnnxRuntime != now.OnnxRuntime)
            yield return $"Another peer: then ONNX Runtime {OnnxRuntime}, now {now.OnnxRuntime}. Its times are not used.";
    }
}
