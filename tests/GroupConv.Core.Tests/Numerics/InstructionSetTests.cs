using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using GroupConv.Core.Kernels;

namespace GroupConv.Core.Tests.Numerics;

/// <summary>The tests of this namespace again in a process of their own, with instructions switched off.</summary>
public sealed partial class InstructionSetTests
{
    private const string MostLanes = "GROUPCONV_TESTS_MOST_LANES";
    private const string Broken = "GROUPCONV_TESTS_BROKEN";

    /// <summary>Whether this is a process with instructions switched off.</summary>
    internal static bool IsChild => Environment.GetEnvironmentVariable(MostLanes) is not null;

    /// <summary>The switches that change what this machine runs, and the lanes that are left.</summary>
    public static TheoryData<string, int> Switches()
    {
        var switches = new TheoryData<string, int> { { "DOTNET_EnableAVX2", 4 }, { "DOTNET_EnableHWIntrinsic", 1 } };
        if (VectorUnit.BestLanes > 8)
            switches.Add("DOTNET_EnableAVX512", 8);
        return switches;
    }

    [Theory]
    [MemberData(nameof(Switches))]
    public void All_numerics_hold_without(string variable, int mostLanes)
    {
        Assert.SkipWhen(IsChild, "This is the process of its own.");
        (int exitCode, string output) = RunChild(["AlgorithmTests", "ThreadTests", "VectorTests", "PartsTests", "GradientTests",
            "NonFiniteTests", "InstructionSetTests"], variable, mostLanes, broken: false);
        Assert.True(exitCode == 0, output);
        int total = int.Parse(Total().Match(output).Groups[1].Value, CultureInfo.InvariantCulture);
        Assert.True(total > 1500, output);
    }

    [Fact]
    public void A_failure_in_the_other_process_is_a_failure_here()
    {
        Assert.SkipWhen(IsChild, "This is the process of its own.");
        (int exitCode, string output) = RunChild(["InstructionSetTests"], "DOTNET_EnableAVX2", 4, broken: true);
        Assert.NotEqual(0, exitCode);
        Assert.Contains("deliberately", output, StringComparison.Ordinal);
    }

    [Fact]
    public void Vectors_are_no_wider_than_the_switches_allow()
    {
        Assert.True(Environment.GetEnvironmentVariable(Broken) is null, "deliberately broken");
        int most = IsChild ? int.Parse(Environment.GetEnvironmentVariable(MostLanes)!, CultureInfo.InvariantCulture) : 16;
        Assert.InRange(VectorUnit.BestLanes, 1, most);
    }

    private static (int ExitCode, string Output) RunChild(string[] classes, string switchedOff, int mostLanes, bool broken)
    {
        // What runs this process may be dotnet, a test host, or the tests' own program: the last of these can always be started.
        string program = Path.ChangeExtension(typeof(InstructionSetTests).Assembly.Location, OperatingSystem.IsWindows() ? ".exe" : null);
        var start = new ProcessStartInfo(program) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add("-noColor");
        foreach (string name in classes)
        {
            start.ArgumentList.Add("-class");
            start.ArgumentList.Add($"{typeof(InstructionSetTests).Namespace}.{name}");
        }

        start.Environment[switchedOff] = "0";
        start.Environment[MostLanes] = mostLanes.ToString(CultureInfo.InvariantCulture);
        if (broken)
            start.Environment[Broken] = "1";
        using var child = Process.Start(start)!;
        var errors = child.StandardError.ReadToEndAsync();
        string output = child.StandardOutput.ReadToEnd();
        child.WaitForExit();
        return (child.ExitCode, output + errors.Result);
    }

    [GeneratedRegex(@"Total: (\d+)")]
    private static partial Regex Total();
}
