using System.CommandLine;
using System.Numerics.Tensors;
using System.Reflection;
using System.Runtime.Loader;
using System.Text.Json;
using Microsoft.DotNet.Interactive.Formatting;

// Usage: GroupConv.OldHost FACE.dll default|own
// Loads the extension's face from its package, into the default context or one of its own as Roslyn's scripts do, and drives it as the
// glue does. Prints what it saw, one JSON object a line.
var held = new[] { typeof(Microsoft.FSharp.Core.Unit).Assembly, typeof(RootCommand).Assembly };
var greeting = new RootCommand { new Option<int>("--old") }.Parse("--old 7");
Print(new { saw = "own grammar", value = greeting.GetValue<int>("--old") });
foreach (var assembly in held)
    Print(Loaded(assembly));

var cells = args[1] == "own" ? new AssemblyLoadContext("cells") : AssemblyLoadContext.Default;
var extension = cells.LoadFromAssemblyPath(Path.GetFullPath(args[0])).GetType("GroupConv.Interactive.Hosting.GroupConvExtension", true)!;
Print(new { saw = "greeting", text = (string)extension.GetMethod("Load")!.Invoke(null, null)! });

var variables = new Dictionary<string, object>
{
    ["x"] = Tensor.Create([.. Enumerable.Range(0, 3 * 64).Select(i => (float)Math.Sin(i))], [1, 3, 8, 8]),
};
string[] lines =
[
    "#!groupconv explain \"nn.Conv2d(64, 128, kernel_size=3, padding=1, groups=4)\"",
    "#!groupconv run \"nn.Conv2d(3, 9, 3, padding=1, groups=3)\" --input x --as y",
    "#!groupconv maps y",
    "#!groupconv explain --in 64 --out 128 --kernel 3 --groups 5",
];
var execute = extension.GetMethod("Execute")!;
foreach (string line in lines)
{
    execute.Invoke(null, [
        line,
        line,
        (Func<string, object?>)(name => variables.GetValueOrDefault(name)),
        (Func<string[]>)(() => [.. variables.Keys]),
        (Action<string, object>)((name, value) => variables[name] = value),
        (Action<object>)(value => Show(line, value)),
        (Action<string>)(message => Print(new { saw = "failure", line, message })),
        CancellationToken.None,
    ]);
}

foreach (var assembly in AssemblyLoadContext.All.SelectMany(context => context.Assemblies).Where(IsTold).Except(held))
    Print(Loaded(assembly));

static void Show(string line, object value)
{
    foreach (string mime in Formatter.GetPreferredMimeTypesFor(value.GetType()))
        Print(new { saw = "output", line, mime, value = value.ToDisplayString(mime) });
}

static bool IsTold(Assembly assembly) =>
    assembly.GetName().Name is { } name && (name.StartsWith("GroupConv", StringComparison.Ordinal) || name is "FSharp.Core" or "System.CommandLine" or "Plotly.NET" or "System.Numerics.Tensors");

static object Loaded(Assembly assembly) => new
{
    saw = "assembly",
    name = assembly.GetName().Name,
    version = assembly.GetName().Version!.ToString(),
    context = AssemblyLoadContext.GetLoadContext(assembly)!.Name,
};

static void Print(object evidence) => Console.WriteLine(JsonSerializer.Serialize(evidence));
