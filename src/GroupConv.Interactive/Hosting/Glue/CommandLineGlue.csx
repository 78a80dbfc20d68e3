// For .NET Interactive before mid 2024, where a magic command is a System.CommandLine command (2.0.0-beta4). The host compiles this
// text in a C# cell. Every name is written in full, for the user's cells may hide any; the braces keep these variables out of the user's.
{
    // While a C# cell runs, the kernel that handles it is the C# kernel.
    var groupConvCSharp = (Microsoft.DotNet.Interactive.CSharp.CSharpKernel)Microsoft.DotNet.Interactive.KernelInvocationContext.Current.HandlingKernel;
    var groupConvRoot = groupConvCSharp.RootKernel;
    var groupConvNames = () => GroupConv.Interactive.Hosting.GroupConvExtension.VariableNames(
        typeof(Microsoft.DotNet.Interactive.CSharp.CSharpKernel).GetProperty("ScriptState")?.GetValue(groupConvCSharp));
    var groupConvGreeting = GroupConv.Interactive.Hosting.GroupConvExtension.Load();

    // A second #r must not add the command again: the host throws at a name it has.
    if (!System.Linq.Enumerable.Any(groupConvRoot.Directives, known => known.Name == "#!groupconv"))
    {
        // What the tokens mean is for our own grammar to say: here all are values of one argument, also those that begin with '-'.
        // (TreatUnmatchedTokensAsErrors would not do: the root command's counts.) The host keeps --help for itself.
        var arguments = new System.CommandLine.Argument<string[]>("arguments") { Arity = System.CommandLine.ArgumentArity.ZeroOrMore };
        System.CommandLine.ArgumentExtensions.AddCompletions(arguments, _ => System.Linq.Enumerable.Concat(
            GroupConv.Interactive.Hosting.GroupConvExtension.Words(groupConvNames()), GroupConv.Interactive.Hosting.GroupConvExtension.Options));
        var command = new System.CommandLine.Command("#!groupconv", "What the groups of a convolution do. More: #!groupconv help");
        command.AddArgument(arguments);
        System.CommandLine.Handler.SetHandler(command, new System.Action<System.CommandLine.Invocation.InvocationContext>(invocation =>
        {
            var context = Microsoft.DotNet.Interactive.KernelInvocationContext.Current;

            // The outermost command is the whole cell. The tokens have lost their quotes, so they are quoted again.
            var cell = (context.Command as Microsoft.DotNet.Interactive.Commands.SubmitCode)?.Code ?? "";
            var consumed = GroupConv.Interactive.Hosting.GroupConvExtension.Execute(
                "#!groupconv " + GroupConv.Interactive.Hosting.MagicLine.Join(invocation.ParseResult.GetValueForArgument(arguments)),
                cell,
                name => groupConvCSharp.TryGetValue(name, out object value) ? value : null, // by reference
                groupConvNames,
                (name, value) => groupConvCSharp.SetValueAsync(name, value, value.GetType()).GetAwaiter().GetResult(),
                value => Microsoft.DotNet.Interactive.KernelInvocationContextExtensions.Display(context, value),
                message => context.Fail(context.Command, null, message), // an exception would add a stack trace
                context.CancellationToken);
            if (consumed)
                context.Complete(context.Command); // the rest of the cell does not run
        }));
        groupConvRoot.AddDirective(command);
        Microsoft.DotNet.Interactive.KernelInvocationContextExtensions.Display(
            Microsoft.DotNet.Interactive.KernelInvocationContext.Current, groupConvGreeting);
    }
}
