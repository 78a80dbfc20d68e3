using System.Diagnostics;
using System.Numerics.Tensors;
using GroupConv.Polyglot.Tests.Packaging;
using Microsoft.DotNet.Interactive;
using Microsoft.DotNet.Interactive.Commands;
using Microsoft.DotNet.Interactive.CSharp;
using Microsoft.DotNet.Interactive.Events;

[assembly: AssemblyFixture(typeof(GroupConv.Polyglot.Tests.PolyglotNotebook))]
[assembly: CollectionBehavior(DisableTestParallelization = true)]

namespace GroupConv.Polyglot.Tests;

/// <summary>
/// A notebook in .NET Interactive itself, in this process: its composite kernel, its C# kernel and the packed extension. What a test
/// declares stays declared, so tests use names of their own.
/// </summary>
public sealed class PolyglotNotebook : IAsyncLifetime
{
    /// <summary>The extension's script, in the package.</summary>
    internal const string Extension = "interactive-extensions/dotnet/extension.dib";

    private const string Framework = "net10.0";

    private readonly CompositeKernel _root = [];

    /// <summary>Libraries of the engine that this host holds in older versions, loaded before it.</summary>
    internal static IReadOnlyList<string> Held { get; } =
        [typeof(Microsoft.FSharp.Core.Unit).Assembly.GetName().Name!, typeof(System.CommandLine.RootCommand).Assembly.GetName().Name!];

    internal Packages Packages { get; } = new();

    /// <summary>What loading the extension showed.</summary>
    internal Cell Loading { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Assert.Equal(2, Held.Count);
        _root.Add(new CSharpKernel().UseKernelHelpers());
        _root.DefaultKernelName = "csharp";
        string face = Path.Combine(Packages.Unpacked(Packages.Interactive), "lib", Framework);
        string[] references =
        [
            Path.Combine(Packages.Unpacked(Packages.Core), "lib", Framework, "GroupConv.Core.dll"),
            Path.Combine(Packages.Unpacked(Packages.Learning), "lib", Framework, "GroupConv.Learning.dll"),
            Path.Combine(face, "GroupConv.Interactive.dll"),
            Path.Combine(face, "GroupConv.Interactive.Polyglot.dll"),
            typeof(Tensor).Assembly.Location,
        ];
        await RunWithoutError(string.Join('\n', references.Select(path => $"#r \"{path}\"")));
        Loading = await LoadExtension();
        Assert.Null(Loading.Error);
    }

    public ValueTask DisposeAsync()
    {
        _root.Dispose();
        Packages.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>Runs the extension's script, as the host does after it has restored the package.</summary>
    internal async Task<Cell> LoadExtension()
    {
        var events = new List<KernelEvent>();
        using (_root.KernelEvents.Subscribe(events.Add))
            await _root.LoadAndRunInteractiveDocument(new FileInfo(Path.Combine(Packages.Unpacked(Packages.Interactive), Extension)), null);
        return new Cell(events);
    }

    /// <summary>Runs a cell.</summary>
    internal async Task<Cell> Run(string code) => new((await _root.SendAsync(new SubmitCode(code))).Events);

    /// <summary>Runs a cell that works.</summary>
    internal async Task<Cell> RunWithoutError(string code)
    {
        var cell = await Run(code);
        Assert.True(cell.Error is null, $"{code}\n{cell.Error}");
        return cell;
    }

    /// <summary>The value of a C# expression, as text.</summary>
    internal async Task<string> Text(string expression) =>
        (await RunWithoutError($"(object)({expression}).ToString()")).Shown[^1]["text/plain"];

    /// <summary>Asks about a place in a cell, written as a | in its text.</summary>
    internal async Task<T> Ask<T>(string cell, Func<string, LinePosition, KernelCommand> request)
        where T : KernelEvent
    {
        string before = cell[..cell.IndexOf('|', StringComparison.Ordinal)];
        var position = new LinePosition(before.Count(c => c == '\n'), before.Length - (before.LastIndexOf('\n') + 1));
        var result = await _root.SendAsync(request(cell.Replace("|", "", StringComparison.Ordinal), position));
        Assert.Empty(result.Events.OfType<CommandFailed>().Select(failure => failure.Message));
        return Assert.Single(result.Events.OfType<T>());
    }

    /// <summary>Runs a cell that prints "started" and then computes, and interrupts it in the midst of that.</summary>
    internal async Task<Cell> RunInterrupted(string code)
    {
        var started = new TaskCompletionSource();
        using var watch = _root.KernelEvents.Subscribe(each =>
        {
            if (each is StandardOutputValueProduced)
                started.TrySetResult();
        });
        var running = Task.Run(() => Run(code), TestContext.Current.CancellationToken);
        await started.Task;
        await WaitForWork();
        await _root.SendAsync(new Cancel());
        return await running;
    }

    // The cell is in its computation once it has used a quarter of a second of processor time.
    private static async Task WaitForWork()
    {
        using var process = Process.GetCurrentProcess();
        var enough = process.TotalProcessorTime + TimeSpan.FromMilliseconds(250);
        while (process.TotalProcessorTime < enough)
        {
            await Task.Delay(10, TestContext.Current.CancellationToken);
            process.Refresh();
        }
    }

    /// <summary>What a cell gave.</summary>
    internal sealed class Cell(IReadOnlyList<KernelEvent> events)
    {
        /// <summary>The message that ended it, or null.</summary>
        public string? Error => events.OfType<CommandFailed>().FirstOrDefault()?.Message;

        /// <summary>What it printed.</summary>
        public string Printed =>
            string.Concat(events.OfType<StandardOutputValueProduced>().Select(each => each.FormattedValues.First().Value));

        /// <summary>What it displayed and returned, each in its MIME types.</summary>
        public IReadOnlyList<IReadOnlyDictionary<string, string>> Shown =>
        [
            .. events.OfType<DisplayEvent>().Where(each => each is DisplayedValueProduced or ReturnValueProduced)
                .Select(each => each.FormattedValues.ToDictionary(form => form.MimeType, form => form.Value)),
        ];
    }
}
