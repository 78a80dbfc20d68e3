using System.Collections;
using System.Reflection;
using System.Runtime.Loader;
using GroupConv.Core;
using GroupConv.Interactive.Hosting;
using GroupConv.Interactive.Results;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace GroupConv.Interactive.Tests.Hosting;

/// <summary>Compiles the glue against the API that it is for, in a load context of its own, and runs magic lines through it.</summary>
public sealed class GlueTests : IDisposable
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Hosting", "Glue");

    private static readonly string OldCommandLine = Path.Combine(Folder, "System.CommandLine.dll");

    private readonly AssemblyLoadContext _host = new("a notebook host", isCollectible: true);

    public static TheoryData<bool> Generations => [true, false];

    [Theory]
    [MemberData(nameof(Generations))]
    public void A_magic_line_runs_through_the_glue_and_stores_what_it_made(bool hasDirectives)
    {
        var cell = Load(hasDirectives);
        cell.Variables["conv"] = new Conv2d(3, 9, 3, groups: 3);

        cell.Magic("#!groupconv explain conv --groups 1 --as seen");

        Assert.Null(cell.Failure);
        var result = Assert.IsType<ExplainResult>(cell.Displayed[^1]);
        Assert.Equal(new Conv2d(3, 9, 3).Spec, result.Shape.Spec);
        Assert.Same(result, cell.Variables["seen"]);
    }

    [Theory]
    [MemberData(nameof(Generations))]
    public void Quotes_and_spaces_survive_the_host(bool hasDirectives)
    {
        var cell = Load(hasDirectives);

        cell.Magic("#!groupconv wiring \"nn.Conv2d(8, 16, 3, padding='same', groups=4)\" --all");

        Assert.Null(cell.Failure);
        Assert.Equal("Conv2d(8, 16, kernel_size=3, padding=\"same\", groups=4)", Assert.IsType<WiringResult>(cell.Displayed[^1]).Spec.ToString());
    }

    [Theory]
    [MemberData(nameof(Generations))]
    public void A_mistake_fails_the_cell_with_our_message_and_knows_the_variables(bool hasDirectives)
    {
        var cell = Load(hasDirectives);
        cell.Variables["conv"] = new Conv2d(3, 9, 3);

        cell.Magic("#!groupconv explain cnv --size 8");

        Assert.Contains("There is no variable 'cnv'. Did you mean 'conv'?", cell.Failure);
    }

    [Theory]
    [MemberData(nameof(Generations))]
    public void Loading_greets_once_and_a_second_time_changes_nothing(bool hasDirectives)
    {
        var cell = Load(hasDirectives);
        cell.RunGlue();

        Assert.StartsWith("GroupConv 0.1.0 is ready.", Assert.IsType<string>(Assert.Single(cell.Displayed)));
        cell.Magic("#!groupconv help");
        Assert.IsType<HelpResult>(cell.Displayed[^1]);
    }

    [Theory]
    [MemberData(nameof(Generations))]
    public void Every_option_of_every_verb_passes_the_host(bool hasDirectives)
    {
        var cell = Load(hasDirectives);
        foreach (string option in GroupConvExtension.Options)
            cell.Magic($"#!groupconv explain {option} 1 {option} 2");

        // Where options must be declared, one that is not is refused before we see it.
        if (hasDirectives)
            Assert.Contains("DNI103 --nonsense", Assert.Throws<InvalidOperationException>(() => cell.Magic("#!groupconv explain --nonsense")).Message);
        else
            cell.Magic("#!groupconv explain --nonsense");
    }

    [Theory]
    [MemberData(nameof(Generations))]
    public void Verbs_options_and_variables_are_offered(bool hasDirectives)
    {
        var cell = Load(hasDirectives);
        Assert.Superset(new HashSet<string>(["explain", "wiring", "run", "maps", "help", "conv", "--groups", "--as", "--help"]), cell.Offered.ToHashSet());
    }

    [Theory]
    [InlineData(true, "#!groupconv explain --help")]
    [InlineData(true, "#!groupconv --help")]
    [InlineData(false, "#!groupconv help")]
    [InlineData(false, "#!groupconv help explain")]
    public void Help_is_shown(bool hasDirectives, string line)
    {
        // Before mid 2024 the host keeps --help for itself.
        var cell = Load(hasDirectives);
        cell.Magic(line);
        Assert.Null(cell.Failure);
        Assert.IsType<HelpResult>(cell.Displayed[^1]);
    }

    [Theory]
    [MemberData(nameof(Generations))]
    public void The_rest_of_the_cell_still_runs(bool hasDirectives)
    {
        var cell = Load(hasDirectives);
        cell.Magic("#!groupconv explain \"Conv2d(3, 9, 3)\"", "Console.WriteLine(1);");
        Assert.False(cell.Completed);
    }

    [Theory]
    [MemberData(nameof(Generations))]
    public void An_interrupt_is_one_message(bool hasDirectives)
    {
        var cell = Load(hasDirectives);
        using var interrupted = new CancellationTokenSource();
        interrupted.Cancel();
        cell.Cancellation = interrupted.Token;
        cell.Variables["conv"] = new Conv2d(64, 64, 3);
        cell.Variables["x"] = System.Numerics.Tensors.Tensor.CreateFromShape<float>([1, 64, 8, 8]);
        cell.Magic("#!groupconv run conv --input x --as y");
        Assert.Equal("Interrupted.", cell.Failure);
        Assert.False(cell.Variables.ContainsKey("y"));
    }

    [Fact]
    public void The_glue_is_picked_by_what_the_host_has()
    {
        Load(hasDirectives: true);

        Assert.Equal(GroupConvExtension.Glue(hasDirectives: true), GroupConvExtension.Glue());
        Assert.NotEqual(GroupConvExtension.Glue(hasDirectives: false), GroupConvExtension.Glue());
    }

    [Fact]
    public void The_script_of_the_extension_compiles_as_a_cell()
    {
        string script = File.ReadAllText(Path.Combine(Folder, "extension.dib"));
        Assert.StartsWith("#!csharp\n", script);
        var api = Compile("Api", File.ReadAllText(Path.Combine(Folder, "DirectiveApi.cs.txt")));
        var cell = CSharpCompilation.CreateScriptCompilation(
            "Cell",
            CSharpSyntaxTree.ParseText(script["#!csharp".Length..], new CSharpParseOptions(kind: SourceCodeKind.Script)),
            api.References.Append(api.ToMetadataReference()));

        Assert.DoesNotContain(cell.GetDiagnostics(), finding => finding.Severity >= DiagnosticSeverity.Warning);
        Assert.All(GroupConvExtension.Usings, name => Assert.Contains($"using {name};", script));
    }

    [Theory]
    [MemberData(nameof(Generations))]
    public void The_glue_is_short_and_no_line_of_it_looks_like_a_magic(bool hasDirectives)
    {
        string[] lines = GroupConvExtension.Glue(hasDirectives).Split('\n');

        Assert.InRange(lines.Length, 10, 59);
        Assert.DoesNotContain(lines, line => line.TrimStart().StartsWith('#'));
    }

    public void Dispose() => _host.Unload();

    private HostCell Load(bool hasDirectives)
    {
        string glue = GroupConvExtension.Glue(hasDirectives);
        string api = File.ReadAllText(Path.Combine(Folder, hasDirectives ? "DirectiveApi.cs.txt" : "CommandLineApi.cs.txt"));
        string wrapped = $"public static class Submission {{ public static void Run()\n{glue[glue.IndexOf("\n{", StringComparison.Ordinal)..]}\n}}";
        var compilation = Compile("Host", api, wrapped);
        using var image = new MemoryStream();
        var emitted = compilation.Emit(image);
        Assert.True(emitted.Success, string.Join('\n', emitted.Diagnostics));
        image.Position = 0;
        if (!hasDirectives)
            _host.LoadFromAssemblyPath(OldCommandLine);
        var cell = new HostCell(_host.LoadFromStream(image));
        cell.RunGlue();
        return cell;
    }

    private static CSharpCompilation Compile(string name, params string[] sources)
    {
        string[] platform = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator);
        return CSharpCompilation.Create(
            name,
            sources.Select(source => CSharpSyntaxTree.ParseText(source)),
            platform.Where(path => Path.GetFileName(path) != "System.CommandLine.dll").Append(OldCommandLine).Select(path => MetadataReference.CreateFromFile(path)),
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));
    }

    /// <summary>The host's objects, by reflection: their types are known only once they are compiled.</summary>
    private sealed class HostCell
    {
        private readonly Assembly _host;
        private readonly object _kernel;
        private readonly object _context;

        public HostCell(Assembly host)
        {
            _host = host;
            _kernel = Activator.CreateInstance(Type("Microsoft.DotNet.Interactive.CSharp.CSharpKernel"))!;
            object root = Activator.CreateInstance(Type("Microsoft.DotNet.Interactive.Kernel"))!;
            Set(_kernel, "RootKernel", root);
            _context = Activator.CreateInstance(Type("Microsoft.DotNet.Interactive.KernelInvocationContext"))!;
            Set(_context, "HandlingKernel", _kernel);
            _context.GetType().GetProperty("Current")!.SetValue(null, _context);
        }

        public Dictionary<string, object> Variables => (Dictionary<string, object>)Field(_kernel, "Values")!;

        public IReadOnlyList<object> Displayed => [.. ((IEnumerable)Field(_context, "Displayed")!).Cast<object>()];

        public string? Failure => (string?)Field(_context, "Failure");

        public void RunGlue() => Type("Submission").GetMethod("Run")!.Invoke(null, null);

        public bool Completed => (bool)Field(_context, "Completed")!;

        public CancellationToken Cancellation
        {
            set => Set(_context, "CancellationToken", value);
        }

        public IReadOnlyList<string> Offered => (string[])Type("Cell").GetMethod("Offered")!.Invoke(null, [_context])!;

        /// <summary>Runs a magic line as the host does; the rest of the cell follows it.</summary>
        public void Magic(string line, string rest = "")
        {
            Type("Cell").GetMethod("Magic")!.Invoke(null, BindingFlags.DoNotWrapExceptions, null, [_context, line, line + "\n" + rest], null);
        }

        private static void Set(object target, string property, object value) => target.GetType().GetProperty(property)!.SetValue(target, value);

        private static object? Field(object target, string name) => target.GetType().GetField(name)!.GetValue(target);

        private Type Type(string name) => _host.GetType(name, throwOnError: true)!;
    }
}
