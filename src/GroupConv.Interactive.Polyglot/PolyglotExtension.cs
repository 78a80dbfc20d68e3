using GroupConv.Core.Execution;
using GroupConv.Interactive.Hosting;
using Microsoft.DotNet.Interactive;
using Microsoft.DotNet.Interactive.Commands;
using Microsoft.DotNet.Interactive.CSharp;

namespace GroupConv.Interactive.Polyglot;

/// <summary>Loads GroupConv into .NET Interactive. The package's <c>extension.dib</c> calls it, in one line.</summary>
public static class PolyglotExtension
{
    /// <summary>
    /// Adds <c>#!groupconv</c>, its completion and hover texts, the formatters and the usings, and shows a greeting. A second call does
    /// nothing. Where loading fails, the cell that loads the package fails with one message.
    /// </summary>
    /// <param name="context">The context of the C# cell that loads the extension.</param>
    public static void Load(KernelInvocationContext context)
    {
        var csharp = (CSharpKernel)context.HandlingKernel;

        // Two directives of one name would break each other.
        if (csharp.RootKernel.KernelInfo.SupportedDirectives.Any(known => known.Name == MagicLine.Magic))
            return;

        try
        {
            Add(GroupConvExtension.Load(), csharp);
            KernelInvocationContextExtensions.Display(context, GroupConvExtension.Greeting);
        }
        catch (Exception failure)
        {
            // The host hides what an extension's script throws.
            context.Fail(context.Command, null, $"GroupConv could not be loaded: {failure.Message}");
        }
    }

    private static void Add(IEngine engine, CSharpKernel csharp)
    {
        var root = csharp.RootKernel;
        root.AddDirective(
            GroupConvDirective.Declare(engine), (command, context) => GroupConvDirective.Run(engine, csharp, command, context));
        root.AddMiddleware(new LineServices(engine, csharp).Answer);
        csharp.AddMiddleware(RunCode);

        // Runs before the next cell. What a cell submits while it runs is lost: its own state replaces that when it ends.
        csharp.DeferCommand(new SubmitCode(string.Concat(GroupConvExtension.Usings.Select(name => $"using {name};\n"))));
    }

    /// <summary>
    /// Lets an interrupt end a convolution that a C# cell computes, takes the lines away in which a magic line of ours goes on, and tells
    /// of
    /// cells that are no C#.
    /// </summary>
    private static async Task RunCode(KernelCommand command, KernelInvocationContext context, KernelPipelineContinuation next)
    {
        if (command is not SubmitCode submitted)
        {
            await next(command, context);
            return;
        }

        ConvExecution.Cancellation = context.CancellationToken;
        string cell = (context.Command as SubmitCode)?.Code ?? "", code = MagicLine.WithoutContinuation(submitted.Code, cell);
        if (CellHint.OfOtherLanguage(code) is { } hint)
            context.Fail(context.Command, null, hint); // with an exception the host would show a stack trace
        else if (code == submitted.Code)
            await next(command, context);
        else if (!string.IsNullOrWhiteSpace(code))
            await next(new SubmitCode(code, submitted.TargetKernelName), context);
    }
}
