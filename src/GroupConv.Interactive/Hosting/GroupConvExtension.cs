using System.Collections;
using GroupConv.Interactive.Formatting;

namespace GroupConv.Interactive.Hosting;

/// <summary>
/// The entry for .NET Interactive. The glue that calls it is source text which the host compiles against its own version, so only
/// strings, delegates and types of the framework pass through here.
/// </summary>
public static class GroupConvExtension
{
    private const string DirectiveType = "Microsoft.DotNet.Interactive.Directives.KernelActionDirective";

    /// <summary>Namespaces that C# cells import, so that the C# shown beside a result runs as it stands.</summary>
    public static string[] Usings => ["GroupConv.Core", "GroupConv.Core.Specs", "GroupConv.Interactive", "GroupConv.Interactive.Results"];

    /// <summary>Every option of every verb: the host refuses options that were not declared.</summary>
    public static string[] Options => [.. EngineLoader.Load().Options];

    /// <summary>Those of the options that take no value.</summary>
    public static string[] Flags => [.. EngineLoader.Load().Flags];

    /// <summary>Words to complete with where no option stands: verbs, and the variables there are.</summary>
    /// <param name="variableNames">Names of the C# variables.</param>
    public static string[] Words(string[] variableNames) => [.. EngineLoader.Load().Verbs.Keys, "help", .. variableNames.Order(StringComparer.Ordinal).Distinct()];

    /// <summary>Loads the engine and registers what it draws; safe to call again.</summary>
    /// <returns>One line that greets the user.</returns>
    public static string Load()
    {
        var engine = EngineLoader.Load();
        FormatterRegistration.Register(engine);
        string version = typeof(GroupConvExtension).Assembly.GetName().Version!.ToString(3);
        return $"GroupConv {version} is ready. Try: {MagicLine.Magic} explain \"nn.Conv2d(64, 128, kernel_size=3, padding=1, groups=4)\", "
            + $"or {MagicLine.Magic} help";
    }

    /// <summary>The glue for the host's generation of the API, to be submitted as C#.</summary>
    public static string Glue() => Glue(AppDomain.CurrentDomain.GetAssemblies().Any(assembly => assembly.GetType(DirectiveType) is not null));

    /// <summary>The names of a Roslyn script's variables.</summary>
    /// <param name="scriptState">A <c>ScriptState</c>, or null. Read by reflection: cells do not always reference its assembly.</param>
    public static string[] VariableNames(object? scriptState) =>
        scriptState?.GetType().GetProperty("Variables")?.GetValue(scriptState) is IEnumerable variables
            ? [.. variables.Cast<object>().Select(variable => variable.GetType().GetProperty("Name")?.GetValue(variable)).OfType<string>()]
            : [];

    /// <summary>Runs a magic line.</summary>
    /// <param name="line">The line, as the user wrote it.</param>
    /// <param name="cell">The whole cell, or empty.</param>
    /// <param name="getVariable">Gives a C# variable's value, or null where there is none.</param>
    /// <param name="variableNames">Names of the C# variables.</param>
    /// <param name="setVariable">Gives a C# variable a value, of the value's runtime type.</param>
    /// <param name="display">Shows a value through <c>Formatter</c>.</param>
    /// <param name="fail">Ends the cell with a message, without a stack trace.</param>
    /// <param name="cancellation">Cancelled when the user interrupts.</param>
    /// <returns>Whether the rest of the cell was read by the verb, so that it must not run as C#.</returns>
    public static bool Execute(
        string line,
        string cell,
        Func<string, object?> getVariable,
        Func<string[]> variableNames,
        Action<string, object> setVariable,
        Action<object> display,
        Action<string> fail,
        CancellationToken cancellation = default)
    {
        try
        {
            var host = new DelegateHost(getVariable, variableNames, setVariable, display, cancellation);
            var outcome = EngineLoader.Load().Execute(line, cell, host);
            if (outcome.Error is { } error)
                fail(error);
            return outcome.CellConsumed;
        }
        catch (OperationCanceledException)
        {
            fail("Interrupted.");
            return false;
        }
    }

    internal static string Glue(bool hasDirectives)
    {
        string name = $"GroupConv.Interactive.Hosting.Glue.{(hasDirectives ? "DirectiveGlue" : "CommandLineGlue")}.csx";
        using var reader = new StreamReader(typeof(GroupConvExtension).Assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }
}
