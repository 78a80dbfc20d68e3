using System.IO.Compression;
using System.Text.Json;
using System.Xml.Linq;
using AngleSharp.Html.Parser;

namespace GroupConv.Interactive.Tests.Packaging;

public sealed class PackageTests(Packages packages) : IClassFixture<Packages>
{
    [Fact]
    public void The_package_holds_the_face_in_lib_the_engine_in_private_and_the_extension()
    {
        using var archive = ZipFile.OpenRead(packages.Package("GroupConv.Interactive"));
        string[] files =
        [
            .. archive.Entries.Select(entry => entry.FullName)
                .Where(name => !name.StartsWith("_rels/", StringComparison.Ordinal) && !name.StartsWith("package/", StringComparison.Ordinal) && name != "[Content_Types].xml")
                .Order(StringComparer.Ordinal),
        ];

        Assert.Equal(
            [
                "GroupConv.Interactive.nuspec",
                "README.md",
                "THIRD-PARTY-NOTICES.md",
                "interactive-extensions/dotnet/extension.dib",
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
                "private/StbImageSharp.dll",
                "private/System.CommandLine.dll",
            ],
            files);
    }

    [Theory]
    [InlineData("GroupConv.Interactive", "GroupConv.Core 0.1.0", "GroupConv.Learning 0.1.0", "System.Numerics.Tensors 10.0.12")]
    [InlineData("GroupConv.Learning", "GroupConv.Core 0.1.0", "System.Numerics.Tensors 10.0.12")]
    [InlineData("GroupConv.Core", "System.Numerics.Tensors 10.0.12")]
    public void The_packages_depend_on_nothing_that_a_host_may_hold_in_another_version(string id, params string[] dependencies)
    {
        using var archive = ZipFile.OpenRead(packages.Package(id));
        using var stream = archive.GetEntry($"{id}.nuspec")!.Open();
        var nuspec = XDocument.Load(stream);
        XNamespace schema = nuspec.Root!.Name.Namespace;

        Assert.Equal(
            dependencies,
            nuspec.Descendants(schema + "dependency").Select(element => $"{element.Attribute("id")!.Value} {element.Attribute("version")!.Value}").Order());
    }

    [Theory]
    [InlineData("default")]
    [InlineData("own")]
    public void In_a_host_with_older_libraries_the_package_parses_runs_and_draws(string context)
    {
        string face = Path.Combine(packages.Unpacked, "lib", "net10.0", "GroupConv.Interactive.dll");
        var (exit, output) = Packages.Run(Packages.Output("GroupConv.OldHost", "GroupConv.OldHost.dll"), face, context);
        Assert.True(exit == 0, output);
        var evidence = output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement).ToArray();

        string[] Loaded(string name) =>
            [.. Saw("assembly").Where(each => Text(each, "name") == name).Select(each => $"{Text(each, "context")} {Text(each, "version")}").Order()];
        Assert.Equal(["Default 5.0.0.0", "GroupConv 10.1.0.0"], Loaded("FSharp.Core"));
        Assert.Equal(["Default 2.0.0.0", "GroupConv 2.0.15.0"], Loaded("System.CommandLine"));
        Assert.Equal(["GroupConv 6.0.0.0"], Loaded("Plotly.NET"));
        Assert.Equal(["Default 0.1.0.0"], Loaded("GroupConv.Core"));
        Assert.Equal(["Default 0.1.0.0"], Loaded("GroupConv.Learning"));
        Assert.Single(Loaded("System.Numerics.Tensors"));
        Assert.Single(Loaded("GroupConv.Interactive"));

        Assert.Equal(7, Saw("own grammar").Single().GetProperty("value").GetInt32());
        Assert.StartsWith("GroupConv 0.1.0 is ready.", Text(Saw("greeting").Single(), "text"));
        Assert.Contains("Conv2d 64→128", Output("explain", "text/plain"));
        Assert.Contains("9", Output("run", "text/plain"));
        Assert.NotEmpty(Output("maps", "text/plain"));
        Assert.Contains("plotly.js", Unzipped("groupconv-plotly", Output("maps", "text/html")));
        using var figure = JsonDocument.Parse(Unzipped("gc-figure", Output("maps", "text/html")));
        var traces = figure.RootElement.GetProperty("data").EnumerateArray().ToArray();
        Assert.Equal(9, traces.Length);
        Assert.All(traces, trace => Assert.Equal("heatmap", trace.GetProperty("type").GetString()));
        Assert.Contains("groups=5", Text(Saw("failure").Single(), "message"));

        IEnumerable<JsonElement> Saw(string what) => evidence.Where(each => Text(each, "saw") == what);

        string Output(string verb, string mime) =>
            Text(Saw("output").Single(each => Text(each, "line").StartsWith($"#!groupconv {verb}", StringComparison.Ordinal) && Text(each, "mime") == mime), "value");

        static string Unzipped(string name, string html)
        {
            var element = new HtmlParser().ParseDocument(html).QuerySelector($"script.{name}")!;
            using var zip = new GZipStream(new MemoryStream(Convert.FromBase64String(element.TextContent)), CompressionMode.Decompress);
            using var reader = new StreamReader(zip);
            return reader.ReadToEnd();
        }

        static string Text(JsonElement element, string property) => element.GetProperty(property).GetString()!;
    }
}
