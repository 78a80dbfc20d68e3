using System.Globalization;
using System.Runtime.InteropServices;
using Microsoft.CodeAnalysis;

namespace GroupConv.Kernel.Language.Documentation;

/// <summary>
/// The XML documentation of an assembly: the file beside it, or for the framework, whose assemblies have none beside them, the files of
/// the SDK's reference pack. Without an SDK the framework has no documentation.
/// </summary>
internal sealed class AssemblyDocumentation : DocumentationProvider
{
    private static readonly Lazy<XmlMembers> Framework = new(() => new XmlMembers(FrameworkFiles()));

    private readonly Lazy<XmlMembers> _members;

    private AssemblyDocumentation(Lazy<XmlMembers> members) => _members = members;

    /// <summary>The same assembly, with documentation; the bytes are shared.</summary>
    /// <param name="reference">The assembly.</param>
    public static MetadataReference Attach(MetadataReference reference)
    {
        if (reference is not PortableExecutableReference { FilePath: { } path } portable || portable.GetMetadata() is not AssemblyMetadata assembly)
            return reference;

        var beside = Path.ChangeExtension(path, ".xml");
        var members = File.Exists(beside) ? new Lazy<XmlMembers>(() => new XmlMembers([beside])) : Framework;
        return assembly.GetReference(new AssemblyDocumentation(members), portable.Properties.Aliases, portable.Properties.EmbedInteropTypes, path, portable.Display);
    }

    /// <summary>Reads what of the framework's files must be known to find a member.</summary>
    public static void Prepare() => _ = Framework.Value;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => ReferenceEquals(this, obj);

    /// <inheritdoc/>
    public override int GetHashCode() => System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(this);

    /// <inheritdoc/>
    protected override string? GetDocumentationForSymbol(string documentationMemberID, CultureInfo preferredCulture, CancellationToken cancellationToken = default) =>
        _members.Value.Find(documentationMemberID);

    /// <summary>DOTNET/packs/Microsoft.NETCore.App.Ref/VERSION/ref/net10.0/*.xml beside DOTNET/shared/Microsoft.NETCore.App/VERSION.</summary>
    private static string[] FrameworkFiles()
    {
        try
        {
            var packs = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", "packs", "Microsoft.NETCore.App.Ref"));
            var framework = $"net{Environment.Version.Major}.0";
            return Directory.Exists(packs)
                ? [.. Directory.EnumerateDirectories(packs)
                    .Select(version => Path.Combine(version, "ref", framework))
                    .Where(Directory.Exists)
                    .OrderDescending(StringComparer.Ordinal)
                    .Take(1)
                    .SelectMany(folder => Directory.EnumerateFiles(folder, "*.xml"))]
                : [];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
