using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text;
using GroupConv.Kernel.Packages;

namespace GroupConv.Kernel.Tests;

/// <summary>Packages in the real kernel, from a folder of the notebook's nuget.config; each into a packages folder of its own.</summary>
public sealed class PackageTests(PackageTests.Fixture fixture) : IClassFixture<PackageTests.Fixture>
{
    private readonly KernelClient kernel = fixture.Kernel;

    [Fact]
    public void A_package_comes_with_what_it_needs_and_lines_keep_their_numbers()
    {
        var run = kernel.Execute("var before = 1;\n#r \"nuget: Needy, 1.0.0\"\nNeedy.Api.Twice(\"a\") + before");
        Assert.Equal("aa1", run.Result);
        Assert.EndsWith("Installing Packages\n - Needy, 1.0.0", run.Only("display_data").Data("text/plain"), StringComparison.Ordinal);
        Assert.Equal("Installed Packages\n - Needy, 1.0.0", Installed(run));
        Assert.EndsWith("<div><strong>Installed Packages</strong><ul><li><span>Needy, 1.0.0</span></li></ul></div></div>",
            run.Outputs.Last(o => o.Type == "update_display_data").Data("text/html"), StringComparison.Ordinal);
        Assert.Matches("^Cell \\d+, line 3, column 1: error CS0103: The name 'oops' does not exist in the current context$",
            kernel.Execute("1.ToString();\n#r \"nuget: Needy, 1.0.0\"\noops").Error.Text("evalue"));

        // What it needs is there for cells, too, and is not fetched again.
        var again = kernel.Execute("#r \"nuget: Needed\"\n#r \"nuget: needy\"\nNeeded.Text.Join(\"x\", \"y\")");
        Assert.Equal("xy", again.Result);
        Assert.Equal("Installed Packages\n - Needed, 1.0.0\n - Needy, 1.0.0", Installed(again));
        Assert.DoesNotContain(again.Outputs, o => o.Type == "update_display_data");
    }

    [Fact]
    public void Versions_are_chosen()
    {
        var run = kernel.Execute("#r \"nuget: Floats\"\n#r \"nuget: Floats2, 1.0.*\"\n#r \"nuget: Floats3, *-*\"\n#r \"nuget: Floats4, "
            + "[1.0.0]\"\n#r \"nuget: Floats5/1.0.5\"\n#r \"nuget: OnlyPreviews\"");
        Assert.Equal("Installed Packages\n - Floats, 1.2.0\n - Floats2, 1.0.5\n - Floats3, 2.0.0-beta.1\n - Floats4, 1.0.0\n - Floats5, "
            + "1.0.5\n - OnlyPreviews, 1.0.0-beta.2", Installed(run));
    }

    [Fact]
    public void One_version_of_a_package_is_loaded()
    {
        Assert.Equal("1.0.5", kernel.Execute("#r \"nuget: Single, 1.0.5\"\nSingle.Api.Version").Result);
        var error = kernel.Execute("\n#r \"nuget: Single, 1.2.0\"").Error;
        Assert.Equal(
            "Line 2: Single 1.2.0 cannot be loaded: Single 1.0.5 already is, and a session holds one version of a package. "
            + "Write #r \"nuget: Single\" to use the loaded one, or restart the kernel and ask for 1.2.0 first.",
            error.Text("evalue"));
        Assert.Equal("PackageError", error.Text("ename"));

        // A patch makes no difference that a notebook could not live with.
        var patch = kernel.Execute("\n#r \"nuget: Single, 1.0.0\"\nSingle.Api.Version");
        Assert.Equal("1.0.5", patch.Result);
        Assert.Equal("Line 2: Single 1.0.5 is loaded already and used instead of 1.0.0. For 1.0.0, restart the kernel and ask for it "
            + "first.\n", patch.Stream("stderr"));
        Assert.Equal("1.0.5", kernel.Execute("#r \"nuget: Single, 1.*\"\nSingle.Api.Version").Result);
    }

    [Fact]
    public void A_package_that_needs_another_version_of_a_loaded_one_is_refused()
    {
        Assert.Equal("ok", kernel.Execute("#r \"nuget: Held, 1.0.0\"").Status);
        string message = kernel.Execute("#r \"nuget: WantsHeld2, 1.0.0\"").Error.Text("evalue");
        Assert.Matches("^Line 1: WantsHeld2 does not fit what is already loaded\\. .*Held(.|\n)*Restart the kernel and name the packages "
            + "in one cell", message);
        Assert.Equal("1.0.0", kernel.Execute("Held.Api.Version").Result);
    }

    /// <summary>The versions of later cells: as in .NET Interactive, where they fit.</summary>
    [Fact]
    public void A_package_that_needs_a_newer_one_of_the_same_major_version_is_loaded_with_a_note()
    {
        kernel.Execute("#r \"nuget: Kept, 1.0.0\"\nvar kept = new Kept.Thing();");
        var run = kernel.Execute("#r \"nuget: WantsKept12, 3.0.0\"\nWantsKept12.Api.Name(kept) + Kept.Api.Version");
        Assert.Equal("thing1.0.0", run.Result);
        Assert.Equal("Kept: version 1.0.0 is used, although WantsKept12 3.0.0 asks for 1.2.0 or later. What only that version has will "
            + "fail; to have it, restart the kernel and name the packages in one cell.\n", run.Stream("stderr"));
        Assert.Equal("TypeLoadException", kernel.Execute("WantsKept12.Api.Newer()").Error.Text("ename"));
    }

    [Fact]
    public void Versions_of_one_cell_that_do_not_fit_are_refused()
    {
        string message = kernel.Execute("#r \"nuget: Held3, 1.0.0\"\n#r \"nuget: WantsHeld3, 1.0.0\"").Error.Text("evalue");
        Assert.Equal("Line 2: WantsHeld3 does not fit what is already asked for. WantsHeld3 1.0.0 needs Held3 2.0.0 or later, and this "
            + "session has Held3 1.0.0.\nAsk for Held3 without a version, or for one that fits.", message);
    }

    /// <summary>A dependency may be there to run and not to compile: asked for by name, it is complete.</summary>
    [Fact]
    public void A_package_that_was_brought_without_its_compile_assets_gets_them()
    {
        Assert.Equal("hidden", kernel.Execute("#r \"nuget: Hides, 1.0.0\"\nHides.Api.Text").Result);
        Assert.Contains("CS0103", kernel.Execute("Hidden.Api.Version").Error.Text("evalue"), StringComparison.Ordinal);
        var run = kernel.Execute("#r \"nuget: Hidden, 1.0.0\"\nHidden.Api.Version");
        Assert.Equal("1.0.0", run.Result);
        Assert.Equal("Installed Packages\n - Hidden, 1.0.0", Installed(run));
    }

    [Fact]
    public void Without_a_version_the_newest_that_has_something_for_this_framework_is_taken()
    {
        var run = kernel.Execute("#r nuget:Future\nFuture.Api.Version");
        Assert.Equal("2.1.0", run.Result);
        Assert.Equal("Future 99.0.0 has nothing for .NET 10; 2.1.0 is the newest that has.\n", run.Stream("stderr"));
        Assert.Equal("Installed Packages\n - Future, 2.1.0", Installed(run));
        var silent = kernel.Execute("#r \"nuget: Future2\"\nFuture2.Api.Version");
        Assert.Equal("2.1.0", silent.Result);
        Assert.Equal("Line 1: Future3 99.0.0 has libraries for net99.0. For .NET 10 write #r \"nuget: Future3, 2.1.0\".",
            kernel.Execute("#r \"nuget: Future3, 99.0.0\"").Error.Text("evalue"));
    }

    [Theory]
    [InlineData("1\n#r \"nuget: No.Such.Package\"", "^Line 2: there is no package 'No\\.Such\\.Package' in (.*, )?fixture(, .*)?\\. "
        + "Check its spelling, or name a source that has it: #i \"nuget:SOURCE\"\\.$")]
    [InlineData("#r \"nuget: Unloaded, 9.0\"", "^Line 1: Unable to find package Unloaded with version \\(>= 9\\.0\\.0\\)(.|\n)*Nearest "
        + "version: 2\\.0\\.0-beta\\.1(.|\n)*Ask for a version that is there")]
    [InlineData("#r \"nuget: two words\"",
        "^Line 1: 'nuget: two words' names no package\\. Write #r \"nuget: Some\\.Package, 1\\.2\\.3\"; ")]
    [InlineData("#r \"nuget: Floats, 1.0, more\"", "^Line 1: 'nuget: Floats, 1\\.0, more' names no package")]
    [InlineData("#r \"nuget:\"", "^Line 1: 'nuget:' names no package")]
    [InlineData("#r \"nuget: OldOnly\"",
        "^Line 1: .*OldOnly 1\\.0\\.0.*not compatible with net10\\.0(.|\n)*Ask for a version that supports \\.NET 10")]
    [InlineData("#r \"nuget: Unloaded, 1.0.0\"\n#r \"nuget: unloaded, 1.2.0\"",
        "^Line 2: line 1 asks for Unloaded 1\\.0\\.0 already, .*Keep one of the two lines\\.$")]
    [InlineData("12\n#i \"nuget:no/such/folder\"",
        "^Line 2: there is no folder '.*no/such/folder' to take packages from, seen from .*#i \"nuget:FOLDER\"")]
    public void What_cannot_be_fetched_is_said(string code, string message)
    {
        var error = kernel.Execute(code).Error;
        Assert.Equal("PackageError", error.Text("ename"));
        Assert.Matches(message, error.Text("evalue"));
        Assert.Single(error.Content["traceback"]!.AsArray());
    }

    [Fact]
    public void A_source_that_cannot_be_reached_does_not_spoil_the_next_cell()
    {
        var fresh = fixture.Online.Value;
        string message = fresh.Execute("#i \"nuget:http://127.0.0.1:9/index.json\"\n#r \"nuget: No.Such.Package\"").Error.Text("evalue");
        Assert.Contains("http://127.0.0.1:9/index.json is no source of this notebook any more.", message, StringComparison.Ordinal);
        Assert.DoesNotContain("127.0.0.1", fresh.Execute("#r \"nuget: No.Such.Package\"").Error.Text("evalue"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_source_may_be_a_folder_seen_from_the_notebook()
    {
        Assert.Equal("PackageError", kernel.Execute("#r \"nuget: Elsewhere\"").Error.Text("ename"));
        var run = kernel.Execute("Elsewhere.Api.Version\n#i \"nuget:other feed\"\n#r \"nuget: Elsewhere\"");
        Assert.Equal("3.0.0", run.Result);
        Assert.Matches("^Restore sources\n - .*/other feed\nInstalled Packages\n - Elsewhere, 3\\.0\\.0$",
            run.Outputs.Last(o => o.Type == "update_display_data").Data("text/plain"));
    }

    [Fact]
    public void Native_libraries_are_found_by_the_package_and_by_cells()
    {
        var run = kernel.Execute("#r \"nuget: Natives, 1.0.0\"\nNatives.Api.ProcessId() == Environment.ProcessId");
        Assert.Equal("True", run.Result);
        Assert.Equal("True", kernel.Execute("class Own { [System.Runtime.InteropServices.DllImport(\"gcfixture\", EntryPoint = "
            + "\"SystemNative_GetPid\")] public static extern int Id(); }\nOwn.Id() == Environment.ProcessId").Result);
    }

    [Fact]
    public void A_package_may_bring_something_newer_than_the_framework()
    {
        var run = kernel.Execute("#r \"nuget: Newer, 1.0.0\"\nNewer.Api.Mark + \" \" + "
            + "typeof(System.Formats.Tar.TarReader).Assembly.GetName().Version.Major");
        Assert.Equal("newer 10", run.Result);
        Assert.Equal("Newer 1.0.0 brings System.Formats.Tar 99.0.0.0; cells use 10.0.0.0, which .NET 10 has. Libraries that need the "
            + "newer one get it.\n", run.Stream("stderr"));
    }

    [Fact]
    public void Texts_of_other_languages_are_found()
    {
        Assert.Equal("ok", kernel.Execute("#r \"nuget: Satellite, 1.0.0\"").Status);
        Assert.Equal("hallo", kernel.Execute("new System.Resources.ResourceManager(\"Texts\", "
            + "typeof(Satellite.Api).Assembly).GetString(\"greeting\", new System.Globalization.CultureInfo(\"de\"))").Result);
    }

    [Fact]
    public void An_extension_that_needs_formatting_alone_runs()
    {
        var run = kernel.Execute("#r \"nuget: Paints, 1.0.0\"\nnew Paints.Colour(\"red\")");
        Assert.Equal("ok", run.Status);
        Assert.Equal("<span style=\"color:red\">red</span>", run.Only("execute_result").Data("text/html"));
        Assert.Contains(run.Outputs, o => o.Data("text/markdown").Contains("*Paints* is ready", StringComparison.Ordinal));
        Assert.Equal("", run.Stream("stderr"));
    }

    [Fact]
    public void Extensions_that_need_the_host_are_told_of_its_first_type()
    {
        (string Id, string Type)[] packages =
        [
            ("HostScript", "Microsoft.DotNet.Interactive.KernelInvocationContext"), ("HostRoot", "Kernel.Root"),
            ("HostLibrary", "Microsoft.DotNet.Interactive.KernelInvocationContext"),
            ("HostCompiled", "Microsoft.DotNet.Interactive.IKernelExtension"),
        ];
        var run = kernel.Execute(string.Concat(packages.Select(p => $"#r \"nuget: {p.Id}, 1.0.0\"\n"))
            + string.Join(" + ", packages.Select(p => $"{p.Id}.Api.Version")));
        Assert.Equal("1.0.01.0.01.0.01.0.0", run.Result);
        string[] notes = run.Stream("stderr").Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(packages.Length, notes.Length);
        foreach (var (id, type) in packages)
        {
            Assert.Contains($"{id} 1.0.0 is loaded, but its extension for .NET Interactive does not run here: it needs {type}, which only "
                + "that host has. Extensions that need no more than Microsoft.DotNet.Interactive.Formatting do run.", notes);
        }
    }

    [Fact]
    public void An_extension_that_fails_leaves_the_package()
    {
        var run = kernel.Execute("#r \"nuget: Throws, 1.0.0\"\nThrows.Api.Version");
        Assert.Equal("1.0.0", run.Result);
        Assert.Matches("^The extension of Throws 1\\.0\\.0 failed, and the package is loaded without it: InvalidOperationException: not "
            + "today\n", run.Stream("stderr"));
    }

    [Fact]
    public void Our_own_package_is_the_kernels_and_another_version_is_said()
    {
        var run = kernel.Execute("#r \"nuget: GroupConv.Interactive, 0.0.1\"\n12");
        Assert.Equal("12", run.Result);
        Assert.Matches("^Installed Packages\n - GroupConv\\.Interactive, \\d+\\.\\d+\\.\\d+ \\(part of this kernel\\)$", Installed(run));
        Assert.Matches(
            @"^Line 1: the notebook asks for GroupConv\.Interactive 0\.0\.1; this kernel brings \d+\.\d+\.\d+ and uses that\. "
            + @"For another version, install the kernel of that version\.\n$",
            run.Stream("stderr"));
        Assert.Equal("", kernel.Execute("#r \"nuget: GroupConv.Interactive\"").Stream("stderr"));
    }

    [Fact]
    public void A_restore_shows_that_it_goes_on_and_can_be_interrupted()
    {
        // A source that never answers.
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var slow = new KernelClient(fixture.Environment);
        File.WriteAllText(Path.Combine(slow.Folder, "nuget.config"),
            Fixture.Config($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/index.json\" allowInsecureConnections=\"true",
            slow.Folder));
        string id = slow.Send("execute_request", KernelClient.Cell("var kept = 7;\n#r \"nuget: Whatever, 1.0\""));
        Assert.Equal("Installing Packages\n - Whatever, 1.0", slow.NextPublished(id, "display_data").Data("text/plain"));
        Assert.Equal("Installing Packages\n - Whatever, 1.0.", slow.NextPublished(id, "update_display_data").Data("text/plain"));
        Assert.Equal("Installing Packages\n - Whatever, 1.0..", slow.NextPublished(id, "update_display_data").Data("text/plain"));
        slow.Ask("interrupt_request", new { }, control: true);
        Assert.Equal("error", slow.Reply(id).Text("status"));
        Assert.Equal("2", slow.Execute("1 + 1").Result);
    }

    [Fact]
    public void An_sdk_is_looked_for()
    {
        using var folder = new TemporaryFolder();
        string Dotnet(string name, params string[] sdks)
        {
            foreach (string sdk in sdks)
                Directory.CreateDirectory(Path.Combine(folder.Path, name, "sdk", sdk));
            Directory.CreateDirectory(Path.Combine(folder.Path, name));
            return folder.Write(Path.Combine(name, "dotnet"), "");
        }

        string runtimeOnly = Dotnet("a");
        string old = Dotnet("b", "8.0.100", "9.0.300");
        string link = Path.Combine(folder.Path, "dotnet");
        File.CreateSymbolicLink(link, Dotnet("c", "9.0.300", "10.0.100"));
        Assert.Null(DotnetSdk.Find([Path.Combine(folder.Path, "nothing"), runtimeOnly, old]));
        Assert.NotNull(DotnetSdk.Find([runtimeOnly, old, link]));
        Assert.Matches("^Line 3: X cannot be fetched: packages are restored by the \\.NET SDK, version 10 or later, and there is none in "
            + ".*Install it, or set DOTNET_ROOT", RestoreMessages.NoSdk(new PackageRequest("X", null, 3)));
        Assert.NotNull(DotnetSdk.Find(DotnetSdk.Candidates()));
    }

    /// <summary>The machine's own source.</summary>
    [Fact]
    public void Packages_of_the_machines_source_work_with_native_parts()
    {
        var online = fixture.Online.Value;
        Assert.Equal("{\"A\":1}", online.Execute(
            "#r \"nuget: Newtonsoft.Json, 13.0.1\"\nNewtonsoft.Json.JsonConvert.SerializeObject(new { A = 1 })").Result);
        Assert.Equal("13.0.0.0", online.Execute("typeof(Newtonsoft.Json.JsonConvert).Assembly.GetName().Version.ToString()").Result);
        Assert.Matches(@"^3\.\d+\.\d+$", online.Execute("#r \"nuget: SQLitePCLRaw.bundle_e_sqlite3, "
            + "3.0.5\"\nSQLitePCL.Batteries_V2.Init();\nSQLitePCL.raw.sqlite3_libversion().utf8_to_string()").Result);
    }

    /// <summary>The chart of the notebook's own Plotly.NET, which is not the kernel's: drawn without a network.</summary>
    [Fact]
    public void A_chart_that_the_user_made_shows_as_the_value_of_a_cell()
    {
        var online = fixture.Online.Value;
        var chart = online.Execute("#r \"nuget: Plotly.NET.CSharp, 0.14.0\"\nPlotly.NET.CSharp.Chart.Line<double, double, string>(new[] "
            + "{ 1.0, 2.0, 3.0 }, new[] { 4.0, 1.0, 5.0 })").Only("execute_result");
        Assert.Equal("Plotly chart: scatter", chart.Data("text/plain"));
        Assert.Contains("class=\"gc-figure\"", chart.Data("text/html"), StringComparison.Ordinal);
        Assert.Contains("class=\"groupconv-plotly\"", chart.Data("text/html"), StringComparison.Ordinal);
        Assert.DoesNotContain("src=\"http", chart.Data("text/html"), StringComparison.Ordinal);
    }

    /// <summary>What a cell says at last of the packages it has, without the sources that other tests added.</summary>
    private static string Installed(Run run)
    {
        string text = run.Outputs.Last(o => o.Type is "display_data" or "update_display_data").Data("text/plain");
        return text[Math.Max(0, text.IndexOf("Installed", StringComparison.Ordinal))..];
    }

    /// <summary>
    /// A kernel whose notebook has a nuget.config with one source, and whose folder for temporary files is full of traps.
    /// </summary>
    public sealed class Fixture : IDisposable
    {
        private readonly TemporaryFolder _temporary = new();

        public Fixture()
        {
            // What a restore would read in the folders above its project, if it let itself.
            const string Trap = "<Project><Target Name=\"Trap\" "
                + "BeforeTargets=\"Restore;_GenerateRestoreGraph;CollectPackageReferences\"><Error Text=\"trapped\" /></Target></Project>";
            foreach (string? name in new[] { "Directory.Build.props", "Directory.Build.targets", "Directory.Packages.props" })
                _temporary.Write(name, Trap);
            _temporary.Write("Directory.Build.rsp", "-nonsense");
            _temporary.Write("global.json", "{\"sdk\":{\"version\":\"1.2.3\",\"rollForward\":\"disable\"}}");
            Environment = new() { ["TMPDIR"] = _temporary.Path };
            Kernel = new KernelClient(Environment);
            Fill(new PackageFeed(Path.Combine(Kernel.Folder, "feed")), new PackageFeed(Path.Combine(Kernel.Folder, "other feed")));
            File.WriteAllText(Path.Combine(Kernel.Folder, "nuget.config"), Config("feed", Kernel.Folder));
        }

        internal Dictionary<string, string> Environment { get; }

        internal KernelClient Kernel { get; }

        /// <summary>A kernel with the machine's own source.</summary>
        internal Lazy<KernelClient> Online { get; } = new();

        public void Dispose()
        {
            if (Online.IsValueCreated)
                Online.Value.Dispose();
            Kernel.Dispose();
            _temporary.Dispose();
        }

        /// <summary>One source, none of the user's, and packages that go with the test.</summary>
        internal static string Config(string source, string folder) => $"""
            <configuration>
              <config><add key="globalPackagesFolder" value="{Path.Combine(folder, "packages")}" /></config>
              <packageSources><clear /><add key="fixture" value="{source}" /></packageSources>
              <fallbackPackageFolders><clear /></fallbackPackageFolders>
            </configuration>
            """;

        private static string Api(string id, string more = "") =>
            $"namespace {id} {{ public static class Api {{ public static string Version => "
                + $"typeof(Api).Assembly.GetName().Version.ToString(3); {more} }} }}";

        private static (string, byte[]) Extension(string script) =>
            ("interactive-extensions/dotnet/extension.dib", Encoding.UTF8.GetBytes(script));

        private static void Fill(PackageFeed feed, PackageFeed other)
        {
            const string Needed = "namespace Needed { public static class Text { public static string Join(string a, string b) => a + b; "
                + "} }";
            feed.Add("Needed", "1.0.0", Needed);
            feed.Add("Needed", "1.5.0", Needed);
            feed.Add("Needy", "1.0.0", Api("Needy", "public static string Twice(string s) => Needed.Text.Join(s, s);"),
                [("Needed", "1.0.0")], references: [PackageFeed.Compile("Needed", Needed)]);
            foreach (string? id in new[] { "Floats", "Floats2", "Floats3", "Floats4", "Floats5", "Unloaded", "Single" })
            {
                foreach (string? version in new[] { "1.0.0", "1.0.5", "1.2.0", "2.0.0-beta.1" })
                    feed.Add(id, version, Api(id));
            }

            feed.Add("OnlyPreviews", "1.0.0-beta.1", Api("OnlyPreviews"));
            feed.Add("OnlyPreviews", "1.0.0-beta.2", Api("OnlyPreviews"));
            feed.Add("OldOnly", "1.0.0", files: [("lib/monoandroid/OldOnly.dll", [0])]);
            feed.Add("Held", "1.0.0", Api("Held"));
            feed.Add("Held", "2.0.0", Api("Held"));
            feed.Add("WantsHeld2", "1.0.0", Api("WantsHeld2"), [("Held", "2.0.0")]);
            other.Add("Elsewhere", "3.0.0", Api("Elsewhere"));

            const string Kept = "public class Thing { public string Name => \"thing\"; }";
            const string NewerKept = Kept + " public static class Added { public static int More() => 1; }";
            string keptApi = Api("Kept");
            feed.Add("Kept", "1.0.0", keptApi + $" namespace Kept {{ {Kept} }}");
            feed.Add("Kept", "1.2.0", keptApi + $" namespace Kept {{ {NewerKept} }}");
            feed.Add("WantsKept12", "3.0.0",
                Api("WantsKept12", "public static string Name(Kept.Thing t) => t.Name; public static int Newer() => Kept.Added.More();"),
                [("Kept", "1.2.0")],
                references: [PackageFeed.Compile("Kept", $"[assembly: System.Reflection.AssemblyVersion(\"1.2.0.0\")] namespace Kept "
                    + $"{{ {NewerKept} }}")]);
            feed.Add("Held3", "1.0.0", Api("Held3"));
            feed.Add("Held3", "2.0.0", Api("Held3"));
            feed.Add("WantsHeld3", "1.0.0", Api("WantsHeld3"), [("Held3", "2.0.0")]);
            feed.Add("Hidden", "1.0.0", Api("Hidden"));
            feed.Add("Hides", "1.0.0", Api("Hides", "public static string Text => \"hidden\";"),
                [("Hidden", "1.0.0\" exclude=\"Compile")]);
            foreach (string? id in new[] { "Future", "Future2", "Future3" })
            {
                feed.Add(id, "2.1.0", Api(id));
                feed.Add(id, "1.0.0", Api(id));

                // Nothing for this framework is an error of NuGet's, unless the package has something else that is for all.
                feed.Add(id, "99.0.0", files: id == "Future"
                    ? [($"lib/net99.0/{id}.dll", [0])]
                    : [($"lib/net99.0/{id}.dll", [0]), ($"build/{id}.props", "<Project />"u8.ToArray())]);
            }

            // The runtime's own native library by another name: it is there on every system.
            string native = Directory.EnumerateFiles(RuntimeEnvironment.GetRuntimeDirectory(), "libSystem.Native.*").First();
            feed.Add(
                "Natives",
                "1.0.0",
                Api("Natives", "[System.Runtime.InteropServices.DllImport(\"gcfixture\", EntryPoint = \"SystemNative_GetPid\")] public "
                    + "static extern int ProcessId();"),
                files: [($"runtimes/{PackageFeed.RuntimeIdentifier}/native/libgcfixture{Path.GetExtension(native)}",
                    File.ReadAllBytes(native))]);
            byte[] newer = PackageFeed.Compile("System.Formats.Tar", "[assembly: System.Reflection.AssemblyVersion(\"99.0.0.0\")] public "
                + "static class Tarred { public static string Mark => \"newer\"; }");
            feed.Add("Newer", "1.0.0", Api("Newer", "public static string Mark => Tarred.Mark;"),
                files: [("lib/net8.0/System.Formats.Tar.dll", newer)], references: [newer]);
            feed.Add("Satellite", "1.0.0", Api("Satellite"), files: [("lib/net8.0/de/Satellite.resources.dll", German())]);

            feed.Add(
                "Paints",
                "1.0.0",
                "namespace Paints { public record Colour(string Name); public static class Setup { public static void Load() => "
                + "Microsoft.DotNet.Interactive.Formatting.Formatter.Register<Colour>(c => $\"<span "
                    + "style=\\\"color:{c.Name}\\\">{c.Name}</span>\", \"text/html\"); } }",
                files: [Extension("#!csharp\n\nPaints.Setup.Load();\n\n#!markdown\n\n*Paints* is ready.\n")]);
            byte[] context = PackageFeed.Compile("Microsoft.DotNet.Interactive", "namespace Microsoft.DotNet.Interactive { public class "
                + "KernelInvocationContext { public static object Current; } public interface IKernelExtension { } }");
            feed.Add("HostScript", "1.0.0", Api("HostScript"),
                files: [Extension("#!csharp\nvar current = Microsoft.DotNet.Interactive.KernelInvocationContext.Current;\nunknownToo();")]);
            feed.Add("HostRoot", "1.0.0", Api("HostRoot"),
                files: [Extension("#!csharp\nvar root = Microsoft.DotNet.Interactive.Kernel.Root;")]);
            feed.Add(
                "HostLibrary",
                "1.0.0",
                Api("HostLibrary", "public static void Load() => Microsoft.DotNet.Interactive.KernelInvocationContext.Current = null;"),
                files: [Extension("#!csharp\nHostLibrary.Api.Load();")],
                references: [context]);
            feed.Add(
                "HostCompiled",
                "1.0.0",
                Api("HostCompiled"),
                files: [("interactive-extensions/dotnet/HostCompiled.Extension.dll",
                    PackageFeed.Compile("HostCompiled.Extension", "public class E : Microsoft.DotNet.Interactive.IKernelExtension { }",
                    context))]);
            feed.Add("Throws", "1.0.0", Api("Throws"), files: [Extension("throw new InvalidOperationException(\"not today\");")]);
        }

        /// <summary>A satellite assembly with one text.</summary>
        private static byte[] German()
        {
            using var resources = new MemoryStream();
            using (var writer = new System.Resources.ResourceWriter(resources))
            {
                writer.AddResource("greeting", "hallo");
                writer.Generate();
                byte[] bytes = resources.ToArray();
                return PackageFeed.Satellite("Satellite.resources", "de", "Texts.de.resources", bytes);
            }
        }
    }
}
