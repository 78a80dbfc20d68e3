using System.Diagnostics;

namespace GroupConv.Architecture.Tests;

/// <summary><c>./run</c> in a checkout of its own, with a <c>dotnet</c> that only notes what it was asked.</summary>
public sealed class RunScriptTests : IDisposable
{
    private readonly string _home = Directory.CreateTempSubdirectory("groupconv-run-").FullName;

    public RunScriptTests()
    {
        foreach (string file in (string[])["run", "build/setup.sh"])
        {
            Directory.CreateDirectory(Path.GetDirectoryName(At(file))!);
            File.Copy(Path.Combine(Repository.Root, file), At(file));
        }

        string[] sources = ["global.json", "Directory.Build.props", "src/GroupConv.Kernel/Program.cs", "src/GroupConv.Core/Conv.cs"];
        foreach (string file in sources)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(At(file))!);
            File.WriteAllText(At(file), "");
        }

        Directory.CreateDirectory(At("else where"));
        Directory.CreateDirectory(At("bin"));
        File.WriteAllText(At("bin/dotnet"), $$"""
            #!/usr/bin/env bash
            case $1 in
                --version) echo 10.0.100 ;;
                build)
                    echo "$PWD: $*" >>'{{At("builds")}}'
                    [[ ! -e '{{At("broken")}}' ]] || exit 1
                    mkdir -p artifacts/bin/GroupConv.Kernel/release
                    touch artifacts/bin/GroupConv.Kernel/release/GroupConv.Kernel.dll
                    ;;
                *) echo "$PWD|$(basename "$1")|$(printf '<%s>' "${@:2}")" ;;
            esac
            """.ReplaceLineEndings("\n"));
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(At("bin/dotnet"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    public void Dispose() => Directory.Delete(_home, recursive: true);

    [Fact]
    public void The_tool_runs_in_the_callers_folder_with_the_arguments_as_they_were_given()
    {
        Assert.Equal(
            (0, $"{At("else where")}|GroupConv.Kernel.dll|<explain><nn.Conv2d(8, 8, 3)><--as><y>"),
            Run("explain", "nn.Conv2d(8, 8, 3)", "--as", "y"));
        Assert.Equal($"{_home}: build src/GroupConv.Kernel -c Release -v quiet", Assert.Single(Builds));
    }

    [Fact]
    public void It_builds_again_only_where_something_has_changed()
    {
        (string What, Action Change)[] changes =
        [
            ("a source", () => File.AppendAllText(At("src/GroupConv.Core/Conv.cs"), "//")),
            ("a source that keeps its time", () =>
            {
                var time = File.GetLastWriteTimeUtc(At("src/GroupConv.Core/Conv.cs"));
                File.AppendAllText(At("src/GroupConv.Core/Conv.cs"), "//");
                File.SetLastWriteTimeUtc(At("src/GroupConv.Core/Conv.cs"), time.AddYears(-1));
            }),
            ("a new source", () => File.WriteAllText(At("src/GroupConv.Core/New.cs"), "")),
            ("no source more", () => File.Delete(At("src/GroupConv.Core/New.cs"))),
            ("the properties", () => File.AppendAllText(At("Directory.Build.props"), " ")),
            ("no output", () => Directory.Delete(At("artifacts/bin"), recursive: true)),
        ];
        Run("--version");
        int builds = 1;
        foreach (var (what, change) in changes)
        {
            Run("--version");
            Assert.True(Builds.Length == builds, $"before {what}");
            change();
            Run("--version");
            Assert.True(Builds.Length == ++builds, what);
        }

        File.WriteAllText(At("else where/x.cs"), "");
        Run("--version");
        Assert.Equal(builds, Builds.Length);
    }

    [Fact]
    public void A_build_that_failed_is_tried_again()
    {
        File.WriteAllText(At("broken"), "");
        Assert.Equal((1, ""), Run("--version"));
        File.Delete(At("broken"));
        Assert.Equal(0, Run("--version").Code);
        Assert.Equal(2, Builds.Length);
    }

    private string[] Builds => File.ReadAllLines(At("builds"));

    private string At(string path) => Path.Combine(_home, path);

    private (int Code, string Output) Run(params string[] arguments)
    {
        var start = new ProcessStartInfo("bash", [At("run"), .. arguments])
        {
            WorkingDirectory = At("else where"),
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["PATH"] = $"{At("bin")}:{start.Environment["PATH"]}";
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        string output = process.StandardOutput.ReadToEnd().TrimEnd();
        process.WaitForExit();
        errors.GetAwaiter().GetResult();
        return (process.ExitCode, output);
    }
}
