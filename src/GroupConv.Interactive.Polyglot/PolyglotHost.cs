using GroupConv.Interactive.Hosting;
using Microsoft.DotNet.Interactive;
using Microsoft.DotNet.Interactive.CSharp;

namespace GroupConv.Interactive.Polyglot;

/// <summary>.NET Interactive as the engine sees it.</summary>
/// <param name="csharp">The kernel that holds the variables.</param>
/// <param name="context">The context of the command in hand.</param>
internal sealed class PolyglotHost(CSharpKernel csharp, KernelInvocationContext context) : INotebookHost
{
    public IReadOnlyCollection<string> VariableNames =>
        [.. (csharp.ScriptState?.Variables ?? []).Select(variable => variable.Name).Distinct(StringComparer.Ordinal)];

    public CancellationToken Cancellation => context.CancellationToken;

    public void Display(object value) => KernelInvocationContextExtensions.Display(context, value);

    public bool TryGetVariable(string name, out object? value) => csharp.TryGetValue(name, out value);

    public void SetVariable(string name, object value) =>
        csharp.SetValueAsync(name, value, value.GetType()).GetAwaiter().GetResult();
}
