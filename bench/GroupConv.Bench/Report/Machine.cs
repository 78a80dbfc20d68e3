using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;
using System.Text.RegularExpressions;
using GroupConv.Bench.Peers;
using GroupConv.Core;

namespace GroupConv.Bench.Report;

/// <summary>The machine and software of a measurement.</summary>
/// <param name="Cpu">The CPU's name.</param>
/// <param name="Core">Its core, such as <c>Zen 3</c>, or null (<see cref="Microarchitecture"/>).</param>
/// <param name="Processors">Logical processors that this process may use.</param>
/// <param name="Isa">The instruction sets that the runtime uses.</param>
/// <param name="VectorBits">The widest vectors that the runtime computes with.</param>
/// <param name="Os">System and architecture.</param>
/// <param name="Runtime">The .NET runtime.</param>
/// <param name="Sdk">The SDK that built this program.</param>
/// <param name="GroupConv">The version of Core.</param>
/// <param name="OnnxRuntime">The version of the peer.</param>
/// <param name="Commit">The commit, and whether there are uncommitted changes.</param>
/// <param name="Load">The load average at the start.</param>
/// <param name="Date">When.</param>
internal sealed partial record Machine(
    string Cpu,
    string? Core,
    int Processors,
    string Isa,
    int VectorBits,
    string Os,
    string Runtime,
    string Sdk,
    string GroupConv,
    string OnnxRuntime,
    string Commit,
    string Load,
    string Date)
{
    /// <summary>Name and core of the CPU as a folder's name, such as <c>amd-epyc-zen3</c>.</summary>
    public string Slug => SlugOf(Cpu, Core);

    public static Machine This() => new(
        CpuName(),
        Microarchitecture.OfThisMachine(),
        Environment.ProcessorCount,
        InstructionSets(),
        Vector512.IsHardwareAccelerated ? 512 : Vector256.IsHardwareAccelerated ? 256 : 128,
        $"{RuntimeInformation.OSDescription}, {RuntimeInformation.ProcessArchitecture}",
        RuntimeInformation.FrameworkDescription,
        typeof(Machine).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().First(data => data.Key == "SdkVersion").Value ?? "",
        CoreVersion,
        OnnxRuntimePeer.Version,
        CommitName(),
        File.Exists("/proc/loadavg") ? string.Join(' ', File.ReadAllText("/proc/loadavg").Split(' ').Take(3)) : "unknown",
        DateTime.UtcNow.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture));

    /// <summary>One line for each fact.</summary>
    public Table ToTable() => new("", ["measured on", ""],
    [
        ["CPU", $"{Cpu}{(Core is null ? "" : $" ({Core})")}, {Figures.Count(Processors)} processors"],
        ["instruction sets", Isa],
        ["system", Os],
        ["runtime", $"{Runtime}, built by SDK {Sdk}"],
        ["GroupConv", GroupConv],
        ["ONNX Runtime", OnnxRuntime],
        ["commit", Commit],
        ["load average at the start", Load],
        ["date", Date],
    ]);

    /// <summary>The folder's name of a CPU.</summary>
    public static string SlugOf(string cpu, string? core) =>
        $"{Hyphens(cpu)}-{Hyphens(core ?? "").Replace("zen-", "zen", StringComparison.Ordinal)}".Trim('-');

    private static string Hyphens(string name)
    {
        string plain = name.ToLowerInvariant().Replace("(r)", "", StringComparison.Ordinal).Replace("(tm)", "", StringComparison.Ordinal);
        return NotInNames().Replace(plain, "-").Trim('-');
    }

    private static string CoreVersion =>
        typeof(Conv2d).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";

    private static string CpuName()
    {
        if (File.Exists("/proc/cpuinfo"))
        {
            string? line = File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal));
            if (line is not null)
                return line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim();
        }

        string? name = OperatingSystem.IsMacOS()
            ? Output("sysctl", "-n", "machdep.cpu.brand_string")
            : Environment.GetEnvironmentVariable("PROCESSOR_IDENTIFIER");
        return name ?? RuntimeInformation.ProcessArchitecture.ToString();
    }

    // What the runtime uses, not what the CPU supports: DOTNET_EnableAVX512F=0 and similar settings apply.
    private static string InstructionSets() => string.Join(", ", new[]
    {
        (Name: "AVX2", Is: Avx2.IsSupported),
        (Name: "FMA", Is: Fma.IsSupported),
        (Name: "AVX-512F", Is: Avx512F.IsSupported),
        (Name: "AdvSimd", Is: AdvSimd.IsSupported),
        (Name: "Vector256", Is: Vector256.IsHardwareAccelerated),
        (Name: "Vector512", Is: Vector512.IsHardwareAccelerated),
    }.Where(set => set.Is).Select(set => set.Name));

    private static string CommitName()
    {
        string? commit = Output("git", "rev-parse", "HEAD");
        if (commit is null)
            return CoreVersion;
        bool changed = Output("git", "status", "--porcelain", "--", "src", "bench/GroupConv.Bench") is not (null or "");
        return changed ? commit + ", with uncommitted changes" : commit;
    }

    private static string? Output(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments)
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                WorkingDirectory = Results.Root,
            })!;
            string output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0 ? output.Trim() : null;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }

    [GeneratedRegex("[^a-z0-9]+")]
    private static partial Regex NotInNames();
}
