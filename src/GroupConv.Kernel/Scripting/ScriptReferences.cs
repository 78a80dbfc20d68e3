using System.Reflection;
using GroupConv.Kernel.Scripting.Loading;
using GroupConv.Kernel.Scripting.Surface;
using Microsoft.AspNetCore.Html;
using Microsoft.CodeAnalysis;
using Microsoft.DotNet.Interactive.Formatting;

namespace GroupConv.Kernel.Scripting;

/// <summary>The default usings and references of cells.</summary>
internal static class ScriptReferences
{
    /// <summary>The default usings: namespaces and static classes.</summary>
    public static IReadOnlyList<string> Usings { get; } =
    [
        "System", "System.IO", "System.Linq", "System.Text", "System.Collections.Generic", "System.Threading", "System.Threading.Tasks",
        "System.Collections", "System.Numerics.Tensors", "Microsoft.DotNet.Interactive", "Microsoft.DotNet.Interactive.Formatting",
        typeof(Microsoft.DotNet.Interactive.Kernel).FullName!, typeof(NotebookFunctions).FullName!,
    ];

    /// <summary>Assemblies that cells share with the kernel, so that values pass by reference.</summary>
    public static IReadOnlyList<Assembly> Shared { get; } =
    [
        typeof(System.Numerics.Tensors.Tensor).Assembly, typeof(Formatter).Assembly, typeof(IHtmlContent).Assembly,
            typeof(NotebookFunctions).Assembly,
    ];

    // Since its last builds Formatting has types of these names, too. Its Display raises an event under another id than the value that it
    // returns has, so
    // that updates are lost.
    private static readonly string[] Hidden = ["System.DisplayExtensions", "Microsoft.DotNet.Interactive.Formatting.DisplayedValue"];

    /// <summary>The reference of a shared assembly.</summary>
    /// <param name="assembly">The assembly.</param>
    public static PortableExecutableReference Of(Assembly assembly) => assembly == typeof(Formatter).Assembly
        ? HiddenTypes.Reference(assembly.Location, Hidden)
        : MetadataReference.CreateFromFile(assembly.Location);
}
