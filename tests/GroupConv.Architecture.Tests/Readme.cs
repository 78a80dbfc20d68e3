using System.Diagnostics;
using System.Runtime.Loader;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Scripting;
using Microsoft.CodeAnalysis.Scripting;

namespace GroupConv.Architecture.Tests;

/// <summary>The blocks of the README, and the ways in which a reader runs them.</summary>
internal static partial class Readme
{
    // What the SDK imports into programs, and notebooks into cells.
    private static readonly string[] s_usings =
        ["System", "System.Collections.Generic", "System.IO", "System.Linq", "System.Net.Http", "System.Threading",
            "System.Threading.Tasks"];

    private static readonly PortableExecutableReference[] s_references =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Select(path => MetadataReference.CreateFromFile(path)),
    ];

    /// <summary>The tool that was built beside the tests.</summary>
    internal static string Tool => Path.Combine(AppContext.BaseDirectory, House.KernelName + ".dll");

    /// <summary>The blocks of a language, in order.</summary>
    internal static IReadOnlyList<string> Blocks(string language) =>
    [
        .. Block().Matches(Repository.Read("README.md"))
            .Where(match => match.Groups[1].Value == language)
            .Select(match => match.Groups[2].Value),
    ];

    /// <summary>The lines that a block says it prints.</summary>
    internal static string[] Shown(string block)
    {
        string[] shown = [.. Arrow().Matches(block).Select(match => match.Groups[1].Value)];
        Assert.NotEmpty(shown);
        Assert.Equal(shown.Length, block.Split("Console.WriteLine(").Length - 1);
        return shown;
    }

    /// <summary>Runs a block as one submission of C# script and returns what it prints.</summary>
    internal static async Task<string[]> RunScript(string block, CancellationToken cancellationToken)
    {
        var options = ScriptOptions.Default.WithReferences(s_references).WithImports(s_usings);
        return await Printed(() => CSharpScript.RunAsync(block, options, cancellationToken: cancellationToken));
    }

    /// <summary>Compiles a block as the only file of a program, runs it and returns what it prints.</summary>
    internal static string[] RunProgram(string block)
    {
        string usings = string.Concat(s_usings.Select(name => $"global using global::{name};\n"));
        var compilation = CSharpCompilation.Create(
            "Block",
            [CSharpSyntaxTree.ParseText(block), CSharpSyntaxTree.ParseText(usings)],
            s_references,
            new CSharpCompilationOptions(OutputKind.ConsoleApplication, nullableContextOptions: NullableContextOptions.Enable));
        using var stream = new MemoryStream();
        var result = compilation.Emit(stream);
        Assert.Empty(result.Diagnostics.Where(diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning).Select(each => $"{each}"));
        stream.Position = 0;
        var context = new AssemblyLoadContext("Block", isCollectible: true);
        var main = context.LoadFromStream(stream).EntryPoint!;
        string[] printed = Printed(() =>
        {
            main.Invoke(null, [Array.Empty<string>()]);
            return Task.CompletedTask;
        }).GetAwaiter().GetResult();
        context.Unload();
        return printed;
    }

    /// <summary>Runs cells by our kernel in a folder and returns for each what it shows as text.</summary>
    internal static async Task<string[]> RunNotebook(string folder, string[] cells, CancellationToken cancellationToken)
    {
        var notebook = new JsonObject
        {
            ["nbformat"] = 4,
            ["nbformat_minor"] = 5,
            ["metadata"] = new JsonObject(),
            ["cells"] = new JsonArray([.. cells.Select((source, number) => new JsonObject
            {
                ["id"] = $"cell{number}",
                ["cell_type"] = "code",
                ["execution_count"] = null,
                ["metadata"] = new JsonObject(),
                ["outputs"] = new JsonArray(),
                ["source"] = source,
            })]),
        };
        string given = Path.Combine(folder, "given.ipynb"), executed = Path.Combine(folder, "executed.ipynb");
        await File.WriteAllTextAsync(given, notebook.ToJsonString(), cancellationToken);
        var start = new ProcessStartInfo("dotnet", [Tool, "run", given, "--output", executed])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder,
        };
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync(cancellationToken);
        string output = await process.StandardOutput.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
        Assert.True(process.ExitCode == 0, output + await error);
        var run = JsonNode.Parse(await File.ReadAllTextAsync(executed, cancellationToken))!["cells"]!.AsArray();
        return [.. run.Select(cell => string.Concat(cell!["outputs"]!.AsArray().Select(Text)))];
    }

    private static string Text(JsonNode? output) => (output!["text"] ?? output["data"]?["text/plain"]) switch
    {
        JsonArray lines => string.Concat(lines.Select(line => line!.GetValue<string>())),
        { } text => text.GetValue<string>(),
        null => "",
    };

    private static async Task<string[]> Printed(Func<Task> run)
    {
        var console = Console.Out;
        using var text = new StringWriter();
        Console.SetOut(text);
        try
        {
            await run();
        }
        finally
        {
            Console.SetOut(console);
        }

        return text.ToString().ReplaceLineEndings("\n").Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    [GeneratedRegex("```([a-z]*)\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Block();

    [GeneratedRegex(@"// → (.*)$", RegexOptions.Multiline)]
    private static partial Regex Arrow();
}
