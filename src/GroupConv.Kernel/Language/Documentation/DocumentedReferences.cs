using System.Runtime.InteropServices;
using GroupConv.Kernel.Scripting.Loading;
using Microsoft.CodeAnalysis;

namespace GroupConv.Kernel.Language.Documentation;

/// <summary>
/// Assemblies with the XML documentation beside them, which Roslyn reads when a symbol is inspected. The runtime's own assemblies have
/// none: the SDK's reference pack stands in for them. Without an SDK the framework has no documentation.
/// </summary>
internal sealed class DocumentedReferences
{
    // Kept, since Roslyn binds anew what refers to another instance.
    private readonly Dictionary<string, PortableExecutableReference> _references = new(StringComparer.Ordinal);
    private readonly string[] _pack = ReferencePack();

    /// <summary>The same assemblies, documented.</summary>
    /// <param name="references">What cells may refer to.</param>
    public IReadOnlyList<MetadataReference> Of(IEnumerable<MetadataReference> references)
    {
        var all = references.OfType<PortableExecutableReference>().Where(reference => reference.FilePath is not null);
        if (_pack.Length > 0)
            all = [.. _pack.Select(Framework), .. all.Where(r => !FrameworkFiles.Has(Path.GetFileNameWithoutExtension(r.FilePath!)))];
        return [.. all.Select(Documented)];
    }

    private PortableExecutableReference Framework(string path) =>
        _references.TryGetValue(path, out var known) ? known : MetadataReference.CreateFromFile(path);

    private PortableExecutableReference Documented(PortableExecutableReference reference)
    {
        string path = reference.FilePath!;
        if (!_references.TryGetValue(path, out var documented))
        {
            string xml = Path.ChangeExtension(path, ".xml");
            documented = File.Exists(xml) && reference.GetMetadata() is AssemblyMetadata assembly
                ? assembly.GetReference(XmlDocumentationProvider.CreateFromFile(xml), filePath: path)
                : reference;
            _references[path] = documented;
        }

        return documented;
    }

    /// <summary>
    /// DOTNET/packs/Microsoft.NETCore.App.Ref/VERSION/ref/net10.0/*.dll, beside DOTNET/shared/Microsoft.NETCore.App/VERSION.
    /// </summary>
    private static string[] ReferencePack()
    {
        string packs = Path.GetFullPath(
            Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", "packs", "Microsoft.NETCore.App.Ref"));
        string framework = $"net{Environment.Version.Major}.0";
        try
        {
            string? newest = Directory.Exists(packs)
                ? Directory.EnumerateDirectories(packs)
                    .Select(version => Path.Combine(version, "ref", framework))
                    .Where(Directory.Exists)
                    .MaxBy(folder => folder, StringComparer.Ordinal)
                : null;
            return newest is null ? [] : Directory.GetFiles(newest, "*.dll");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // An SDK that cannot be read is as good as none: names are still explained, without their documentation.
            return [];
        }
    }
}
