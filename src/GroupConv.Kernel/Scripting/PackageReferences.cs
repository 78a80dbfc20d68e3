namespace GroupConv.Kernel.Scripting;

/// <summary>Answers the lines that name packages. What the kernel carries itself is accepted and changes nothing.</summary>
/// <param name="carried">Ids of the packages that the kernel carries.</param>
internal sealed class PackageReferences(params IReadOnlyCollection<string> carried)
{
    /// <summary>Whether a target names a package or a source of packages.</summary>
    /// <param name="target">What stands between the quotes.</param>
    public static bool IsPackage(string target) => target.StartsWith("nuget:", StringComparison.OrdinalIgnoreCase);

    /// <summary>Takes a package in, or says why not.</summary>
    /// <param name="reference">The line.</param>
    /// <returns>Null where nothing is left to do.</returns>
    public CellFailure? Resolve(CellReference reference)
    {
        // A source only matters to packages that are fetched.
        if (reference.Kind == 'i')
            return null;

        var id = reference.Target["nuget:".Length..].Split([',', '/'], 2)[0].Trim();
        if (carried.Contains(id, StringComparer.OrdinalIgnoreCase))
            return null;

        return CellFailure.Plain(
            "PackageReferenceError",
            $"Line {reference.Line}: this version of the kernel fetches no packages, so '{id}' cannot be loaded; it carries {string.Join(", ", carried)}. "
            + $"Fetch the package with dotnet, then name its assembly: #r \"path/to/{id}.dll\".");
    }
}
