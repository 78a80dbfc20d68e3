// For .NET Interactive since mid 2024, where a magic command is a KernelActionDirective. The host compiles this text in a C# cell.
// Every name is written in full, for the user's cells may hide any; the braces keep these variables out of the user's.
{
    // While a C# cell runs, the kernel that handles it is the C# kernel.
    var groupConvCSharp = (Microsoft.DotNet.Interactive.CSharp.CSharpKernel)Microsoft.DotNet.Interactive.KernelInvocationContext.Current.HandlingKernel;
    var groupConvRoot = groupConvCSharp.RootKernel;
    var groupConvNames = () => GroupConv.Interactive.Hosting.GroupConvExtension.VariableNames(
        typeof(Microsoft.DotNet.Interactive.CSharp.CSharpKernel).GetProperty("ScriptState")?.GetValue(groupConvCSharp));
    var groupConvGreeting = GroupConv.Interactive.Hosting.GroupConvExtension.Load();

    // A second #r must not add the directive again: two of one name make every use of it fail.
    if (!System.Linq.Enumerable.Any(groupConvRoot.KernelInfo.SupportedDirectives, known => known.Name == "#!groupconv"))
    {
        var directive = new Microsoft.DotNet.Interactive.Directives.KernelActionDirective("#!groupconv");

        // The host refuses a token that begins with '-' unless it is declared (DNI103); what it means is for our own grammar to say,
        // so every option is declared, may come often, and none is required. --help is not built in.
        foreach (var option in GroupConv.Interactive.Hosting.GroupConvExtension.Options)
        {
            directive.Parameters.Add(new Microsoft.DotNet.Interactive.Directives.KernelDirectiveParameter(option, null)
            {
                MaxOccurrences = 1000,
                Flag = System.Linq.Enumerable.Contains(GroupConv.Interactive.Hosting.GroupConvExtension.Flags, option),
            });
        }

        // Offered where a word stands alone: verbs, and variables that may hold a layer. What is typed still reaches us as it was written.
        directive.Parameters.Add(new Microsoft.DotNet.Interactive.Directives.KernelDirectiveParameter("VERB", null) { AllowImplicitName = true, MaxOccurrences = 1000 }
            .AddCompletions(() => GroupConv.Interactive.Hosting.GroupConvExtension.Words(groupConvNames())));

        // Untyped on purpose: a typed directive command drops repeated and bare arguments without a word.
        groupConvRoot.AddDirective(directive, (command, context) =>
        {
            // ToString gives the line as it was written, in some builds with "Directive: " in front; the library takes both.
            // The outermost command is the whole cell.
            var cell = (context.Command as Microsoft.DotNet.Interactive.Commands.SubmitCode)?.Code ?? "";
            var consumed = GroupConv.Interactive.Hosting.GroupConvExtension.Execute(
                command.ToString(),
                cell,
                name => groupConvCSharp.TryGetValue(name, out object value) ? value : null, // by reference
                groupConvNames,
                (name, value) => groupConvCSharp.SetValueAsync(name, value, value.GetType()).GetAwaiter().GetResult(),
                value => Microsoft.DotNet.Interactive.KernelInvocationContextExtensions.Display(context, value),
                message => context.Fail(context.Command, null, message), // an exception would add a stack trace
                context.CancellationToken);
            if (consumed)
                context.Complete(context.Command); // the rest of the cell does not run
            return System.Threading.Tasks.Task.CompletedTask;
        });
        Microsoft.DotNet.Interactive.KernelInvocationContextExtensions.Display(
            Microsoft.DotNet.Interactive.KernelInvocationContext.Current, groupConvGreeting);
    }
}
