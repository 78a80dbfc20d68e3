using System.Reflection;
using System.Runtime.InteropServices;
using GroupConv.Kernel.Scripting.Surface;
using Microsoft.AspNetCore.Html;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Scripting;
using Microsoft.CodeAnalysis.Scripting;
using Microsoft.CodeAnalysis.Scripting.Hosting;
using Microsoft.DotNet.Interactive.Formatting;

namespace GroupConv.Kernel.Scripting;

/// <summary>What cells see without a line of their own: the framework, shared libraries, usings.</summary>
internal static class ScriptReferences
{
    private static readonly string[] Usings =
    [
        "System", "System.IO", "System.Linq", "System.Text", "System.Collections.Generic", "System.Threading", "System.Threading.Tasks",
        "System.Numerics.Tensors", "Microsoft.DotNet.Interactive.Formatting", typeof(NotebookFunctions).Namespace!, typeof(NotebookFunctions).FullName!,
    ];

    /// <summary>How cells are compiled before any of them adds to it.</summary>
    /// <param name="shared">Libraries that cells share with the kernel, beside the kernel's own.</param>
    /// <param name="usings">Namespaces of theirs that cells need not name.</param>
    /// <param name="baseDirectory">Where relative paths start.</param>
    public static ScriptOptions Options(IEnumerable<Assembly> shared, IEnumerable<string> usings, string baseDirectory) =>
        ScriptOptions.Default
            .WithReferences(Framework().Concat(Shared(shared).Select(a => MetadataReference.CreateFromFile(a.Location))))
            .WithImports(Usings.Concat(usings))
            .WithMetadataResolver(ScriptMetadataResolver.Default.WithBaseDirectory(baseDirectory))
            .WithSourceResolver(ScriptSourceResolver.Default.WithBaseDirectory(baseDirectory))
            .WithLanguageVersion(LanguageVersion.Preview)
            .WithOptimizationLevel(OptimizationLevel.Release)
            .WithAllowUnsafe(true)
            .WithEmitDebugInformation(true)
            .WithFileEncoding(System.Text.Encoding.UTF8);

    /// <summary>Loads what cells refer to; shared libraries are the kernel's own, so that values pass by reference.</summary>
    /// <param name="shared">As for <see cref="Options"/>.</param>
    public static InteractiveAssemblyLoader Loader(IEnumerable<Assembly> shared)
    {
        var loader = new InteractiveAssemblyLoader();
        foreach (var assembly in Shared(shared))
            loader.RegisterDependency(assembly);
        return loader;
    }

    private static IEnumerable<Assembly> Shared(IEnumerable<Assembly> more) =>
        more.Concat(
        [
            typeof(System.Numerics.Tensors.Tensor).Assembly, typeof(Formatter).Assembly, typeof(IHtmlContent).Assembly,
            typeof(NotebookFunctions).Assembly,
        ]).Distinct();

    private static IEnumerable<PortableExecutableReference> Framework() =>
        Directory.EnumerateFiles(RuntimeEnvironment.GetRuntimeDirectory(), "*.dll")
            .Where(IsFramework)
            .Select(path => MetadataReference.CreateFromFile(path));

    private static bool IsFramework(string path)
    {
        var name = Path.GetFileNameWithoutExtension(path);
        if (!(name.StartsWith("System", StringComparison.Ordinal) || name.StartsWith("Microsoft.", StringComparison.Ordinal)
            || name is "mscorlib" or "netstandard" or "WindowsBase"))
        {
            return false;
        }

        try
        {
            // Native libraries stand among them on Windows.
            AssemblyName.GetAssemblyName(path);
            return true;
        }
        catch (BadImageFormatException)
        {
            return false;
        }
    }
}
