using System.Text.Json.Nodes;
using NuGet.Versioning;

namespace GroupConv.Kernel.Packages;

/// <summary>Reads the result of a restore: <c>project.assets.json</c>, version 3 and later.</summary>
internal static class AssetsFile
{
    // NuGet's marker for an intentionally empty folder.
    private const string Placeholder = "_._";

    /// <summary>Reads the file.</summary>
    /// <param name="path">The path.</param>
    /// <returns>The packages, dependencies first, and the errors and warnings.</returns>
    public static (IReadOnlyList<RestoredPackage> Packages, IReadOnlyList<RestoreFinding> Findings) Read(string path)
    {
        var root = JsonNode.Parse(File.ReadAllText(path))!.AsObject();
        var folders = root["packageFolders"]?.AsObject().Select(f => f.Key).ToList() ?? [];

        // Targets are framework and framework/runtime; the latter has the assets for this platform.
        var target = root["targets"]?.AsObject().LastOrDefault(t => t.Key.Contains('/', StringComparison.Ordinal)).Value as JsonObject
            ?? [];
        var packages = target
            .Where(entry => (string?)entry.Value!["type"] == "package")
            .Select(entry => Package(entry.Key, entry.Value!.AsObject(), root["libraries"]![entry.Key]!, folders))
            .ToDictionary(p => p.Id, StringComparer.OrdinalIgnoreCase);
        return (DependenciesFirst(packages), [.. (root["logs"] as JsonArray ?? []).Select(Finding)]);
    }

    private static RestoredPackage Package(string key, JsonObject entry, JsonNode library, List<string> folders)
    {
        var (id, version) = (key.Split('/')[0], key.Split('/')[1]);
        string relative = (string)library["path"]!;
        string folder = folders.Select(f => Path.Combine(f, relative)).FirstOrDefault(Directory.Exists)
            ?? Path.Combine(folders[0], relative);
        return new RestoredPackage(
            id,
            NuGetVersion.Parse(version),
            folder,
            Files("compile"),
            Files("runtime"),
            Files("native"),
            [.. (entry["dependencies"] as JsonObject ?? []).Select(d => new PackageNeed(d.Key, VersionRange.Parse((string)d.Value!)))],
            [.. (entry["frameworkReferences"] as JsonArray ?? []).Select(f => (string)f!)],
            new[] { "compile", "runtime", "native" }.Any(kind =>
                (entry[kind] as JsonObject ?? []).Any(file => Path.GetFileName(file.Key) == Placeholder)));

        List<string> Files(string kind) =>
            [.. (entry[kind] as JsonObject ?? [])
                .Where(file => Path.GetFileName(file.Key) != Placeholder)
                .Select(file => Path.GetFullPath(Path.Combine(folder, file.Key)))];
    }

    private static List<RestoredPackage> DependenciesFirst(Dictionary<string, RestoredPackage> packages)
    {
        var sorted = new List<RestoredPackage>();
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var package in packages.Values)
            Visit(package);
        return sorted;

        void Visit(RestoredPackage package)
        {
            if (!seen.Add(package.Id))
                return;
            foreach (var needed in package.Dependencies)
            {
                if (packages.TryGetValue(needed.Id, out var dependency))
                    Visit(dependency);
            }

            sorted.Add(package);
        }
    }

    private static RestoreFinding Finding(JsonNode? log) => new(
        (string?)log!["code"] ?? "",
        (string?)log["level"] == "Error",
        (string?)log["message"] ?? "",
        (string?)log["libraryId"]);
}
