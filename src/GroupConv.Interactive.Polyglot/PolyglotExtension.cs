using GroupConv.Core.Execution;
using GroupConv.Interactive.Hosting;
using Microsoft.DotNet.Interactive;
using Microsoft.DotNet.Interactive.Commands;
using Microsoft.DotNet.Interactive.CSharp;

namespace GroupConv.Interactive.Polyglot;

/// <summary>Loads GroupConv into .NET Interactive. The package's <c>extension.dib</c> calls it, in one line.</summary>
public static class PolyglotExtension
{
    /// <summary>Adds <c>#!groupconv</c>, its completion and hover texts, the formatters and the usings. A second call does nothing.</summary>
    /// <param name="context">The context of the C# cell that loads the extension.</param>
    public static async Task LoadAsync(KernelInvocationContext context)
    {
        var csharp = (CSharpKernel)context.HandlingKernel;
        var root = csharp.RootKernel;

        // Two directives of one name would break each other.
        if (root.KernelInfo.SupportedDirectives.Any(known => known.Name == MagicLine.Magic))
            return;

        var engine = GroupConvExtension.Load();
        root.AddDirective(GroupConvDirective.Declare(engine), (command, invocation) => GroupConvDirective.Run(engine, csharp, command, invocation));
        root.AddMiddleware(new LineServices(engine, csharp).Answer);
        csharp.AddMiddleware(Interruptible);

        // Runs before the next cell: what a cell submits while it runs is lost, since the cell's own state replaces it at its end.
        csharp.DeferCommand(new SubmitCode(string.Concat(GroupConvExtension.Usings.Select(name => $"using {name};\n"))));
        KernelInvocationContextExtensions.Display(context, GroupConvExtension.Greeting);
    }

    /// <summary>Lets an interrupt end a convolution that a C# cell computes.</summary>
    private static async Task Interruptible(KernelCommand command, KernelInvocationContext context, KernelPipelineContinuation next)
    {
        if (command is SubmitCode)
            ConvExecution.Cancellation = context.CancellationToken;
        await next(command, context);
    }
}
