using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Text.RegularExpressions;
using GroupConv.Kernel.Notebooks;
using GroupConv.Kernel.Scripting;

namespace GroupConv.Kernel.Packages;

/// <summary>
/// Runs a package's extension for .NET Interactive, <c>interactive-extensions/dotnet/extension.dib</c>. An extension that registers
/// formatters works; for one that needs types of the host, the first missing type is reported.
/// </summary>
internal static partial class PackageExtension
{
    private const string Host = "Microsoft.DotNet.Interactive";
    private const string Formatting = Host + ".Formatting";

    // Compiler errors about unknown names.
    private static readonly Regex[] Unknown = [InNamespace(), NoMember(), NotFound(), NoName(), NotReferenced()];

    /// <summary>Whether an assembly belongs to .NET Interactive's host, which is absent here.</summary>
    /// <param name="assembly">Its simple name.</param>
    public static bool IsHost(string assembly) =>
        assembly.Equals(Host, StringComparison.OrdinalIgnoreCase)
        || (assembly.StartsWith(Host + ".", StringComparison.OrdinalIgnoreCase)
            && !assembly.Equals(Formatting, StringComparison.OrdinalIgnoreCase));

    /// <summary>Runs the extension of a package.</summary>
    /// <param name="package">The package; its assemblies are loaded.</param>
    /// <param name="host">The session.</param>
    /// <returns>One line for each failure.</returns>
    public static IReadOnlyList<string> Run(RestoredPackage package, ICellHost host)
    {
        if (package.Extension is { } script)
            return Run(package, script, host);

        // Before extension.dib, extensions were assemblies.
        string folder = Path.Combine(package.Folder, "interactive-extensions", "dotnet");
        string[] compiled = Directory.Exists(folder) ? Directory.GetFiles(folder, "*.dll") : [];
        return compiled.Select(FirstHostType).OfType<string>().FirstOrDefault() is { } missing ? [NotHere(package, missing)] : [];
    }

    private static IReadOnlyList<string> Run(RestoredPackage package, string script, ICellHost host)
    {
        try
        {
            foreach (var cell in DibFile.Load(script).Cells)
            {
                string code = cell.Language == CellLanguages.CSharp ? cell.Text : $"#!{cell.Language}\n{cell.Text}";
                if (host.RunCell(code, $"extension.dib of {package.Id}") is { } failure)
                    return [Failed(package, failure)];
            }

            return [];
        }
        catch (NotebookException e)
        {
            return [$"The extension of {package.Id} {package.Version} cannot be run: {e.Message}"];
        }
    }

    private static string Failed(RestoredPackage package, CellFailure failure)
    {
        string? missing = failure.Name switch
        {
            "CompilationError" => Unknown.Select(u => u.Match(failure.Message)).Where(m => m.Success).MinBy(m => m.Index) is { } found
                ? (found.Groups["in"].Success ? found.Groups["in"].Value + "." : "") + found.Groups["name"].Value
                : null,
            nameof(FileNotFoundException) or nameof(TypeLoadException) or nameof(MissingMethodException) =>
                package.Runtime.Select(FirstHostType).OfType<string>().FirstOrDefault(),
            _ => null,
        };
        return missing is null
            ? $"The extension of {package.Id} {package.Version} failed, and the package is loaded without it: "
                + $"{string.Join('\n', failure.Traceback)}"
            : NotHere(package, missing);
    }

    private static string NotHere(RestoredPackage package, string missing) =>
        $"{package.Id} {package.Version} is loaded, but its extension for .NET Interactive does not run here: it needs {missing}, which "
            + "only that host has. "
        + "Extensions that need no more than Microsoft.DotNet.Interactive.Formatting do run.";

    /// <summary>The first type of the host that an assembly refers to, or null.</summary>
    private static string? FirstHostType(string assembly)
    {
        try
        {
            using var file = new PEReader(File.OpenRead(assembly));
            if (!file.HasMetadata)
                return null;
            var metadata = file.GetMetadataReader();
            foreach (var handle in metadata.TypeReferences)
            {
                var type = metadata.GetTypeReference(handle);
                if (type.ResolutionScope.Kind == HandleKind.AssemblyReference
                    && IsHost(metadata.GetString(metadata.GetAssemblyReference((AssemblyReferenceHandle)type.ResolutionScope).Name)))
                {
                    return $"{metadata.GetString(type.Namespace)}.{metadata.GetString(type.Name)}";
                }
            }

            return null;
        }
        catch (Exception e) when (e is IOException or BadImageFormatException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    [GeneratedRegex(@"CS0234: The type or namespace name '(?<name>[^']+)' does not exist in the namespace '(?<in>[^']+)'")]
    private static partial Regex InNamespace();

    [GeneratedRegex(@"CS(0117|1061): '(?<in>[^']+)' does not contain a definition for '(?<name>[^']+)'")]
    private static partial Regex NoMember();

    [GeneratedRegex(@"CS0246: The type or namespace name '(?<name>[^']+)' could not be found")]
    private static partial Regex NotFound();

    [GeneratedRegex(@"CS0103: The name '(?<name>[^']+)' does not exist")]
    private static partial Regex NoName();

    [GeneratedRegex(@"CS0012: The type '(?<name>[^']+)' is defined in an assembly that is not referenced")]
    private static partial Regex NotReferenced();
}
