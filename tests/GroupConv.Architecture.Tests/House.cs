using System.Reflection;
using ArchUnitNET.Domain;
using ArchUnitNET.Fluent;
using ArchUnitNET.Loader;
using Assembly = System.Reflection.Assembly;

namespace GroupConv.Architecture.Tests;

/// <summary>The compiled product, loaded once.</summary>
internal static class House
{
    internal const string CoreName = "GroupConv.Core";
    internal const string LearningName = "GroupConv.Learning";
    internal const string FormatsName = "GroupConv.Formats";
    internal const string FaceName = "GroupConv.Interactive";
    internal const string EngineName = "GroupConv.Interactive.Engine";
    internal const string AdapterName = "GroupConv.Interactive.Polyglot";
    internal const string KernelName = "GroupConv.Kernel";

    internal static ArchUnitNET.Domain.Architecture Architecture { get; } = new ArchLoader()
        .LoadAssemblies(Load(CoreName), Load(LearningName), Load(FormatsName), Load(FaceName), Load(EngineName),
            Load(KernelName))
        .Build();

    internal static Assembly Load(string name) => Assembly.LoadFrom(Path.Combine(AppContext.BaseDirectory, name + ".dll"));

    /// <summary>Names of the assemblies that an assembly was compiled against, the framework's left out.</summary>
    internal static IEnumerable<string> References(string name)
    {
        string framework = Path.GetDirectoryName(typeof(object).Assembly.Location)!;
        return Load(name).GetReferencedAssemblies()
            .Select(reference => reference.Name!)
            .Where(reference => !File.Exists(Path.Combine(framework, reference + ".dll")))
            .Order(StringComparer.Ordinal);
    }

    internal static void Holds(IArchRule rule)
    {
        var broken = rule.Evaluate(Architecture).Where(result => !result.Passed).Select(result => result.Description).ToList();
        Assert.True(broken.Count == 0, string.Join(Environment.NewLine, broken));
    }

    /// <summary>A namespace and those below it, as a pattern.</summary>
    internal static string Within(string name) => $@"^{name.Replace(".", @"\.", StringComparison.Ordinal)}(\..*)?$";
}
