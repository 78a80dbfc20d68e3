using System.Collections;
using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis.CSharp.Scripting;
using Microsoft.CodeAnalysis.Scripting;

namespace GroupConv.Architecture.Tests;

/// <summary>Every sample of the README does what it says: C# is compiled and run, commands are run, and what is shown is what comes
/// out.</summary>
public sealed partial class ReadmeTests
{
    [Fact]
    public async Task Every_csharp_sample_compiles_and_gives_what_it_shows()
    {
        var options = ScriptOptions.Default
            .WithReferences(typeof(System.Numerics.Tensors.Tensor).Assembly, typeof(Core.Conv2d).Assembly, typeof(Learning.Module).Assembly,
                typeof(Enumerable).Assembly)
            .WithImports("System", "System.Linq");
        var samples = Blocks("csharp").ToList();
        Assert.NotEmpty(samples);
        int shown = 0;
        ScriptState<object> state = await CSharpScript.RunAsync("", options, cancellationToken: TestContext.Current.CancellationToken);
        foreach (string line in samples.SelectMany(Statements))
        {
            var expected = Shown().Match(line);
            string code = expected.Success ? line[..expected.Index] : line;
            state = await state.ContinueWithAsync(code, options, TestContext.Current.CancellationToken);
            if (!expected.Success)
                continue;
            Assert.Equal($"{code.Trim()} → {expected.Groups[1].Value}", $"{code.Trim()} → {Text(state.ReturnValue)}");
            shown++;
        }

        Assert.True(shown >= 5, $"only {shown} samples show a value");
    }

    [Fact]
    public async Task Every_command_shown_prints_what_it_shows()
    {
        int shown = 0;
        foreach (string block in Blocks("console"))
        {
            var lines = block.Split('\n', StringSplitOptions.RemoveEmptyEntries);
            if (!lines[0].StartsWith("$ groupconv ", StringComparison.Ordinal))
                continue;
            string printed = await Run(lines[0]["$ groupconv ".Length..]);
            string[] expected = lines[1..];
            Assert.Equal(expected, printed.Split('\n').Take(expected.Length));
            shown++;
        }

        Assert.True(shown >= 2, $"only {shown} commands are shown");
    }

    [Fact]
    public void Every_link_to_a_file_leads_somewhere()
    {
        var links = Link().Matches(Repository.Read("README.md")).Select(match => match.Groups[1].Value).ToList();
        Assert.NotEmpty(links);
        Assert.All(links, link => Assert.True(File.Exists(Path.Combine(Repository.Root, link)), link));
    }

    private static IEnumerable<string> Blocks(string language) => Block().Matches(Repository.Read("README.md"))
        .Where(match => match.Groups[1].Value == language)
        .Select(match => match.Groups[2].Value);

    // A line that shows a value is an expression of its own; what stands between two such lines is run together.
    private static IEnumerable<string> Statements(string block)
    {
        var pending = new List<string>();
        foreach (string line in block.Split('\n'))
        {
            if (!Shown().IsMatch(line))
            {
                pending.Add(line);
                continue;
            }

            yield return string.Join('\n', pending);
            pending.Clear();
            yield return line;
        }

        yield return string.Join('\n', pending);
    }

    private static string Text(object? value) => value switch
    {
        string text => text,
        IEnumerable many => string.Join(", ", many.Cast<object>().Select(Text)),
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        null => "null",
        _ => value.ToString()!,
    };

    private static async Task<string> Run(string arguments)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Repository.Root,
        };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, House.KernelName + ".dll"));
        foreach (Match argument in Argument().Matches(arguments))
            start.ArgumentList.Add(argument.Value.Trim('"'));
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        string output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return output + await error;
    }

    [GeneratedRegex("```([a-z]*)\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Block();

    [GeneratedRegex(@"\s*// → (.*)$")]
    private static partial Regex Shown();

    [GeneratedRegex(@"\]\(([^):#]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex("\"[^\"]*\"|\\S+")]
    private static partial Regex Argument();
}
