using GroupConv.Kernel.Scripting;
using GroupConv.Kernel.Scripting.Loading;
using NuGet.Versioning;

namespace GroupConv.Kernel.Packages;

/// <summary>A package that is part of the kernel and is never fetched.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Version">Its version; null if any requested version is accepted silently.</param>
internal sealed record CarriedPackage(string Id, NuGetVersion? Version);

/// <summary>The packages of a session, restored by the SDK with their dependencies; one version of each.</summary>
/// <param name="carried">The packages that are part of the kernel.</param>
/// <param name="folder">The notebook's folder, for its nuget.config.</param>
internal sealed class PackageManager(IReadOnlyCollection<CarriedPackage> carried, string folder) : IPackages
{
    private readonly Dictionary<string, RestoredPackage> _loaded = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<(string Id, string? Version)> _granted = [];
    private readonly List<string> _sources = [];

    /// <inheritdoc/>
    public bool IsPackage(string target) => PackageRequest.IsPackage(target);

    /// <inheritdoc/>
    public CellFailure? Load(IReadOnlyList<CellReference> lines, ICellHost host, CancellationToken cancellation)
    {
        var requests = new List<PackageRequest>();
        foreach (var line in lines)
        {
            if (line.Kind == 'i')
            {
                if (AddSource(PackageRequest.Rest(line.Target), line.Line) is { } message)
                    return Failure(message);
            }
            else if (PackageRequest.Parse(line.Target, line.Line) is { } request)
            {
                requests.Add(request);
            }
            else
            {
                return Failure(RestoreMessages.Malformed(line.Target, line.Line));
            }
        }

        return requests.Count == 0 ? null : Load(requests, host, cancellation);
    }

    private CellFailure? Load(List<PackageRequest> requests, ICellHost host, CancellationToken cancellation)
    {
        if (requests.FirstOrDefault(r =>
            requests.Any(other => other.Line < r.Line && Key(other.Id) == Key(r.Id) && other.Version != r.Version)) is { } twice)
            return Failure(RestoreMessages.Twice(twice, requests.First(r => Key(r.Id) == Key(twice.Id))));

        var missing = new List<PackageRequest>();
        var kept = new List<string>();
        foreach (var request in requests.Where(r => Carried(r.Id) is null && !_granted.Contains((Key(r.Id), r.Version))))
        {
            if (_loaded.TryGetValue(request.Id, out var loaded) && !request.Accepts(loaded.Version))
            {
                if (!request.IsPatchOf(loaded.Version))
                    return Failure(RestoreMessages.AlreadyLoaded(request, loaded));
                kept.Add(RestoreMessages.Kept(request, loaded));
            }

            // The package that brought it may have left out what cells are compiled against.
            if (loaded is null or { IsPartial: true })
                missing.Add(request);
        }

        var view = new InstallView(CellScope.Required.Output);
        if (missing.Count > 0)
        {
            if (DotnetSdk.Find(DotnetSdk.Candidates()) is not { } sdk)
                return Failure(RestoreMessages.NoSdk(missing[0]));

            var (restored, findings, notes) = new PackageRestore(sdk, _loaded, _sources, folder, view, cancellation).Run(missing);
            var gaps = PackageGap.Find([.. restored.Where(p => !_loaded.ContainsKey(p.Id))], restored);
            if (gaps.FirstOrDefault(gap => !gap.IsCompatible) is { } apart)
            {
                view.Failed(Names(missing));
                var asks = missing.FirstOrDefault(r => Key(r.Id) == Key(apart.Package.Id)) ?? missing[0];
                return Failure(apart.Error(asks.Line, asks.Id, _loaded.ContainsKey(apart.Need.Id)));
            }

            if (findings.Any(f => f.IsError))
            {
                view.Failed(Names(missing));
                var unreachable = _sources.Where(
                    source => findings.Any(f => f.Code is "NU1301" or "NU1302" && f.Message.Contains(source, StringComparison.Ordinal)))
                    .ToList();
                _sources.RemoveAll(unreachable.Contains);
                return Failure(RestoreMessages.Failed(findings, missing, _loaded)
                    + string.Concat(unreachable.Select(RestoreMessages.Forgotten)));
            }

            Note(findings.Where(f => f.Code == "NU1603" && missing.Any(r => r.Id.Equals(f.Id, StringComparison.OrdinalIgnoreCase)))
                .Select(RestoreMessages.Another));
            Note(notes);
            Note(PackageGap.Notes(gaps));
            var added = Take(restored, missing, host);
            Show(requests, view);
            Note(added.Where(p => missing.Any(r => Key(r.Id) == Key(p.Id))).SelectMany(OlderInFramework));
            foreach (var package in added)
                Note(PackageExtension.Run(package, host));
        }
        else
        {
            Show(requests, view);
        }

        foreach (var request in requests)
            _granted.Add((Key(request.Id), request.Version));
        Note(requests.Select(Differs).OfType<string>());
        Note(kept);
        return null;
    }

    private static IReadOnlyList<string> Names(IEnumerable<PackageRequest> requests) =>
        [.. requests.Select(r => r.Version is null ? r.Id : $"{r.Id}, {r.Version}")];

    private List<RestoredPackage> Take(IReadOnlyList<RestoredPackage> restored, List<PackageRequest> missing, ICellHost host)
    {
        var added = restored
            .Where(p => Carried(p.Id) is null && (!_loaded.ContainsKey(p.Id) || missing.Any(r => Key(r.Id) == Key(p.Id)))).ToList();
        var frameworks = SharedFrameworks.Find(added.SelectMany(p => p.Frameworks));
        Note(frameworks.Missing);
        var kept = host.AddLibraries(
            added.SelectMany(p => p.Compile).Where(IsForNotebooks).Concat(frameworks.Assemblies),
            added.SelectMany(p => p.Runtime).Where(IsForNotebooks).Concat(frameworks.Assemblies),
            added.SelectMany(p => p.Native).Select(file => Path.GetDirectoryName(file)!).Distinct());
        Note(kept);
        var fresh = added.Where(p => !_loaded.ContainsKey(p.Id)).ToList();
        foreach (var package in added)
            _loaded[package.Id] = package;
        return fresh;
    }

    /// <summary>Assemblies of .NET Interactive's host are left out: their type names would clash with this kernel's.</summary>
    private static bool IsForNotebooks(string file) => AssemblyFile.NameOf(file) is { Name: { } name } && !PackageExtension.IsHost(name);

    private void Show(List<PackageRequest> requests, InstallView view) => view.Installed(
        _sources,
        [.. requests.Select(r => Carried(r.Id) is { } ours
                ? ours.Version is null ? $"{ours.Id} (part of this kernel)" : $"{ours.Id}, {ours.Version} (part of this kernel)"
                : _loaded.TryGetValue(r.Id, out var loaded)
                    ? $"{loaded.Id}, {loaded.Version}" : $"{r.Id} (part of .NET {Environment.Version.Major})")
            .Distinct(StringComparer.Ordinal)
            .Order(StringComparer.OrdinalIgnoreCase)]);

    /// <summary>
    /// Notes for packages that bring a newer version of a framework assembly: cells use the framework's, libraries get the newer one.
    /// </summary>
    private static IEnumerable<string> OlderInFramework(RestoredPackage package)
    {
        foreach (string file in package.Compile)
        {
            if (AssemblyFile.NameOf(file) is { Name: { } name, Version: { } version } && FrameworkFiles.VersionOf(name) is { } has
                && has < version)
                yield return $"{package.Id} {package.Version} brings {name} {version}; cells use {has}, which .NET "
                    + $"{Environment.Version.Major} has. Libraries that need the newer one get it.";
        }
    }

    private string? Differs(PackageRequest request) =>
        Carried(request.Id) is { Version: { } ours } && !request.Accepts(ours)
            ? $"Line {request.Line}: the notebook asks for {request.Id} {request.Version}; this kernel brings {ours} and uses that. For "
                + "another version, install the kernel of that version."
            : null;

    private CarriedPackage? Carried(string id) => carried.FirstOrDefault(c => c.Id.Equals(id, StringComparison.OrdinalIgnoreCase));

    private string? AddSource(string source, int line)
    {
        if (!Uri.TryCreate(source, UriKind.Absolute, out var address) || address.IsFile)
        {
            source = Path.GetFullPath(address?.LocalPath ?? source, folder);
            if (!Directory.Exists(source))
                return RestoreMessages.NoSource(source, line);
        }

        if (!_sources.Contains(source, StringComparer.Ordinal))
            _sources.Add(source);
        return null;
    }

    private static string Key(string id) => id.ToUpperInvariant();

    private static void Note(IEnumerable<string> lines)
    {
        foreach (string line in lines)
            CellScope.Required.Output.Stream("stderr", line + "\n");
    }

    private static CellFailure Failure(string message) => CellFailure.Plain("PackageError", message);
}
