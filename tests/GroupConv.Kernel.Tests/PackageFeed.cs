using System.IO.Compression;
using System.Runtime.InteropServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.DotNet.Interactive.Formatting;

namespace GroupConv.Kernel.Tests;

/// <summary>A folder of packages made by the tests.</summary>
internal sealed class PackageFeed(string folder)
{
    /// <summary>Where packages run here.</summary>
    internal static string RuntimeIdentifier => GroupConv.Kernel.Packages.RestoreProject.RuntimeIdentifier;

    /// <summary>Adds a package.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="version">Its version.</param>
    /// <param name="code">C# of its library; null for none.</param>
    /// <param name="needs">Ids and version ranges of packages that it needs.</param>
    /// <param name="files">Further files: path in the package, and bytes.</param>
    /// <param name="references">Assemblies that the code needs beside the framework and Formatting.</param>
    internal void Add(
        string id,
        string version,
        string? code = null,
        (string Id, string Range)[]? needs = null,
        (string Path, byte[] Bytes)[]? files = null,
        byte[][]? references = null)
    {
        Directory.CreateDirectory(folder);
        using var package = ZipFile.Open(Path.Combine(folder, $"{id}.{version}.nupkg"), ZipArchiveMode.Create);
        string dependencies = string.Concat((needs ?? []).Select(n => $"<dependency id=\"{n.Id}\" version=\"{n.Range}\" />"));
        Write(package, $"{id}.nuspec", System.Text.Encoding.UTF8.GetBytes($"""
            <?xml version="1.0" encoding="utf-8"?>
            <package xmlns="http://schemas.microsoft.com/packaging/2013/05/nuspec.xsd">
              <metadata>
                <id>{id}</id><version>{version}</version><authors>tests</authors><description>Made by a test.</description>
                <dependencies><group targetFramework="net8.0">{dependencies}</group></dependencies>
              </metadata>
            </package>
            """));
        if (code is not null)
            Write(package, $"lib/net8.0/{id}.dll",
                Compile(id, $"[assembly: System.Reflection.AssemblyVersion(\"{version.Split('-')[0]}.0\")]\n" + code, references ?? []));
        foreach (var (path, bytes) in files ?? [])
            Write(package, path, bytes);
    }

    /// <summary>Compiles a library.</summary>
    internal static byte[] Compile(string name, string code, params byte[][] references)
    {
        var compilation = CSharpCompilation.Create(
            name,
            [CSharpSyntaxTree.ParseText(code)],
            [
                .. Directory.EnumerateFiles(RuntimeEnvironment.GetRuntimeDirectory(), "System*.dll")
                    .Where(f => !f.EndsWith("Native.dll", StringComparison.Ordinal)).Select(f => MetadataReference.CreateFromFile(f)),
                MetadataReference.CreateFromFile(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "netstandard.dll")),
                MetadataReference.CreateFromFile(typeof(Formatter).Assembly.Location),
                .. references.Select(r => MetadataReference.CreateFromImage(r)),
            ],
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));
        using var image = new MemoryStream();
        var emitted = compilation.Emit(image);
        Assert.True(emitted.Success, string.Join('\n', emitted.Diagnostics));
        return image.ToArray();
    }

    /// <summary>Compiles texts of another language.</summary>
    internal static byte[] Satellite(string name, string culture, string resource, byte[] bytes)
    {
        var compilation = CSharpCompilation.Create(
            name,
            [CSharpSyntaxTree.ParseText($"[assembly: System.Reflection.AssemblyCulture(\"{culture}\")] [assembly: "
                + $"System.Reflection.AssemblyVersion(\"1.0.0.0\")]")],
            [MetadataReference.CreateFromFile(typeof(object).Assembly.Location)],
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));
        using var image = new MemoryStream();
        var emitted = compilation.Emit(
            image, manifestResources: [new ResourceDescription(resource, () => new MemoryStream(bytes), isPublic: true)]);
        Assert.True(emitted.Success, string.Join('\n', emitted.Diagnostics));
        return image.ToArray();
    }

    private static void Write(ZipArchive package, string path, byte[] bytes)
    {
        using var entry = package.CreateEntry(path).Open();
        entry.Write(bytes);
    }
}
