namespace GroupConv.Kernel.Packages;

/// <summary>The messages of failed restores: line, package, reason, fix.</summary>
internal static class RestoreMessages
{
    private const string Example = "#r \"nuget: Some.Package, 1.2.3\"";

    /// <summary>The reference is malformed.</summary>
    public static string Malformed(string target, int line) =>
        $"Line {line}: '{target}' names no package. Write {Example}; without a version the newest is taken, and 1.* or [1.0, 2.0) takes "
            + "the newest of these.";

    /// <summary>Another version is loaded.</summary>
    public static string AlreadyLoaded(PackageRequest request, RestoredPackage loaded) =>
        $"Line {request.Line}: {request.Id} {request.Version} cannot be loaded: {loaded.Id} {loaded.Version} already is, and a session "
            + "holds one version of a package. "
        + $"Write #r \"nuget: {loaded.Id}\" to use the loaded one, or restart the kernel and ask for {request.Version} first.";

    /// <summary>The loaded version differs in its patch and is used.</summary>
    public static string Kept(PackageRequest request, RestoredPackage loaded) =>
        $"Line {request.Line}: {loaded.Id} {loaded.Version} is loaded already and used instead of {request.Version}. For "
            + $"{request.Version}, restart the kernel and ask for it first.";

    /// <summary>A cell references two versions of one package.</summary>
    public static string Twice(PackageRequest second, PackageRequest first) =>
        $"Line {second.Line}: line {first.Line} asks for {first.Id}{(first.Version is null ? "" : " " + first.Version)} already, and a "
            + "session holds one version of a package. Keep one of the two lines.";

    /// <summary>No SDK is installed.</summary>
    public static string NoSdk(PackageRequest request) =>
        $"Line {request.Line}: {request.Id} cannot be fetched: packages are restored by the .NET SDK, version "
            + $"{Environment.Version.Major} or later, and there is none in "
        + $"{string.Join(", ", DotnetSdk.Candidates().Select(Path.GetDirectoryName).Distinct().Take(4))}. Install it, or set DOTNET_ROOT "
            + "to its folder. "
        + "An assembly that is already here needs no SDK: #r \"path/to/Assembly.dll\".";

    /// <summary>The folder of a source does not exist.</summary>
    public static string NoSource(string source, int line) =>
        $"Line {line}: there is no folder '{source}' to take packages from, seen from {Directory.GetCurrentDirectory()}. Write #i "
            + "\"nuget:FOLDER\" or #i \"nuget:https://HOST/v3/index.json\".";

    /// <summary>A source cannot be reached; later cells do not use it.</summary>
    public static string Forgotten(string source) =>
        $"\n{source} is no source of this notebook any more. To try it again: #i \"nuget:{source}\".";

    /// <summary>NuGet took another version than the requested one. Its message names the temporary project.</summary>
    public static string Another(RestoreFinding finding) =>
        finding.Message.Replace($"{RestoreProject.Name} depends on ", "The notebook asks for ", StringComparison.Ordinal);

    /// <summary>The errors of a failed restore.</summary>
    /// <param name="findings">NuGet's errors and warnings.</param>
    /// <param name="requests">The references of the cell.</param>
    /// <param name="loaded">The packages of the session.</param>
    public static string Failed(
        IEnumerable<RestoreFinding> findings,
        IReadOnlyList<PackageRequest> requests,
        IReadOnlyDictionary<string, RestoredPackage> loaded) =>
        string.Join('\n', findings.Where(f => f.IsError).Select(f => Failed(f, requests, loaded)).Distinct(StringComparer.Ordinal));

    private static string Failed(
        RestoreFinding error, IReadOnlyList<PackageRequest> requests, IReadOnlyDictionary<string, RestoredPackage> loaded)
    {
        var request = requests.FirstOrDefault(r => r.Id.Equals(error.Id, StringComparison.OrdinalIgnoreCase)) ?? requests[0];
        string line = $"Line {request.Line}: ";
        return error.Code switch
        {
            "NU1101" => $"{line}there is no package '{error.Id}' in {Sources(error.Message)}. Check its spelling, or name a source that "
                + "has it: #i \"nuget:SOURCE\".",
            "NU1102" or "NU1103" => $"{line}{error.Message.ReplaceLineEndings("\n")}\nAsk for a version that is there, or name a source "
                + "that has yours: #i \"nuget:SOURCE\".",
            "NU1202" => $"{line}{error.Message} Ask for a version that supports .NET {Environment.Version.Major}.",
            PackageRestore.NothingForFramework => line + error.Message,
            "NU1605" or "NU1107" or "NU1608" when loaded.Count > 0 =>
                $"{line}{request.Id} does not fit what is already loaded. {error.Message.ReplaceLineEndings("\n")}\nRestart the kernel "
                    + "and name the packages in one cell, so that NuGet finds versions that fit together.",
            _ => $"{line}{(error.Code.Length > 0 ? error.Code + ": " : "")}{error.Message.ReplaceLineEndings("\n")}",
        };
    }

    private static string Sources(string message)
    {
        const string Before = "in source(s): ";
        int at = message.IndexOf(Before, StringComparison.Ordinal);
        return at < 0 ? "the sources of nuget.config" : message[(at + Before.Length)..].TrimEnd('.', ' ');
    }
}
