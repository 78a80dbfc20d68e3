using System.IO.Compression;
using System.Xml.Linq;

namespace GroupConv.Polyglot.Tests.Packaging;

public sealed class PackageTests(PolyglotNotebook notebook)
{
    [Fact]
    public void The_package_holds_face_and_adapter_in_lib_the_engine_in_private_and_the_extension()
    {
        using var archive = ZipFile.OpenRead(notebook.Packages.Package(Packages.Interactive));
        string[] files = [.. archive.Entries.Select(entry => entry.FullName).Where(IsContent).Order(StringComparer.Ordinal)];

        Assert.Equal(
            [
                "GroupConv.Interactive.nuspec",
                "README.md",
                "THIRD-PARTY-NOTICES.md",
                "interactive-extensions/dotnet/extension.dib",
                "lib/net10.0/GroupConv.Interactive.Polyglot.dll",
                "lib/net10.0/GroupConv.Interactive.Polyglot.xml",
                "lib/net10.0/GroupConv.Interactive.dll",
                "lib/net10.0/GroupConv.Interactive.xml",
                "private/DynamicObj.dll",
                "private/FSharp.Core.dll",
                "private/Fable.Core.dll",
                "private/Giraffe.ViewEngine.dll",
                "private/GroupConv.Formats.dll",
                "private/GroupConv.Interactive.Engine.dll",
                "private/Newtonsoft.Json.dll",
                "private/Plotly.NET.dll",
                "private/SkiaSharp.dll",
                "private/System.CommandLine.dll",
                "private/System.IO.Hashing.dll",
                "private/runtimes/linux-arm64/native/libSkiaSharp.so",
                "private/runtimes/linux-musl-x64/native/libSkiaSharp.so",
                "private/runtimes/linux-x64/native/libSkiaSharp.so",
                "private/runtimes/osx/native/libSkiaSharp.dylib",
                "private/runtimes/win-arm64/native/libSkiaSharp.dll",
                "private/runtimes/win-x64/native/libSkiaSharp.dll",
            ],
            files);
    }

    [Theory]
    [InlineData(Packages.Interactive, "GroupConv.Core 0.1.0", "GroupConv.Learning 0.1.0", "System.Numerics.Tensors 10.0.12")]
    [InlineData(Packages.Learning, "GroupConv.Core 0.1.0", "System.Numerics.Tensors 10.0.12")]
    [InlineData(Packages.Core, "System.Numerics.Tensors 10.0.12")]
    public void The_packages_depend_on_nothing_that_a_host_may_hold_in_another_version(string id, params string[] dependencies)
    {
        using var archive = ZipFile.OpenRead(notebook.Packages.Package(id));
        using var stream = archive.GetEntry($"{id}.nuspec")!.Open();
        var nuspec = XDocument.Load(stream);
        var schema = nuspec.Root!.Name.Namespace;

        Assert.Equal(
            dependencies,
            nuspec.Descendants(schema + "dependency")
                .Select(each => $"{each.Attribute("id")!.Value} {each.Attribute("version")!.Value}").Order());
    }

    [Fact]
    public void The_extension_is_one_line_of_code()
    {
        string[] lines = File.ReadAllLines(Path.Combine(notebook.Packages.Unpacked(Packages.Interactive), PolyglotNotebook.Extension));

        Assert.Equal("#!csharp", lines[0]);
        Assert.StartsWith("GroupConv.Interactive.Polyglot.PolyglotExtension.Load(", Assert.Single(lines.Skip(1), line => line.Length > 0));
    }

    // The others are NuGet's own.
    private static bool IsContent(string name) =>
        !name.StartsWith("_rels/", StringComparison.Ordinal) && !name.StartsWith("package/", StringComparison.Ordinal)
        && name != "[Content_Types].xml";
}
