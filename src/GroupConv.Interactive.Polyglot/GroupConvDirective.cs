using GroupConv.Interactive.Hosting;
using Microsoft.DotNet.Interactive;
using Microsoft.DotNet.Interactive.Commands;
using Microsoft.DotNet.Interactive.CSharp;
using Microsoft.DotNet.Interactive.Directives;

namespace GroupConv.Interactive.Polyglot;

/// <summary>The magic command <c>#!groupconv</c>.</summary>
internal static class GroupConvDirective
{
    // The host counts occurrences; whether an option may be repeated is for our grammar to say.
    private const int Unlimited = int.MaxValue;

    /// <summary>Declares every option of every verb: the host refuses a token that starts with '-' and is not declared (DNI103).</summary>
    public static KernelActionDirective Declare(IEngine engine)
    {
        var directive = new KernelActionDirective(MagicLine.Magic, "Explains, draws and runs grouped convolutions.");
        foreach (string option in engine.Options)
        {
            directive.Parameters.Add(new KernelDirectiveParameter(option)
            {
                MaxOccurrences = Unlimited,
                Flag = engine.Flags.Contains(option),
            });
        }

        // Takes the words without an option: verbs and layers.
        directive.Parameters.Add(new KernelDirectiveParameter("VERB") { AllowImplicitName = true, MaxOccurrences = Unlimited });
        return directive;
    }

    /// <summary>Runs one magic line.</summary>
    /// <param name="engine">The engine.</param>
    /// <param name="csharp">The kernel whose variables the line sees.</param>
    /// <param name="command">Its text is the line as written. (A typed directive command would drop repeated and bare arguments.)</param>
    /// <param name="context">The context of the cell.</param>
    public static Task Run(IEngine engine, CSharpKernel csharp, KernelCommand command, KernelInvocationContext context)
    {
        string cell = (context.Command as SubmitCode)?.Code ?? ""; // the outermost command is the whole cell
        try
        {
            if (engine.Execute(command.ToString() ?? "", cell, new PolyglotHost(csharp, context)).Error is { } error)
                Fail(context, error);
        }
        catch (OperationCanceledException)
        {
            Fail(context, "Interrupted.");
        }

        return Task.CompletedTask;
    }

    // With an exception the host would show a stack trace.
    private static void Fail(KernelInvocationContext context, string message) => context.Fail(context.Command, null, message);
}
