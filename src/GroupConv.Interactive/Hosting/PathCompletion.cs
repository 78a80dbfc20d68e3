namespace GroupConv.Interactive.Hosting;

/// <summary>Completes the path of a file.</summary>
public static class PathCompletion
{
    private const int Most = 200;

    /// <summary>
    /// Paths that begin like the one written: files, and folders with a slash at the end. Hidden ones need a written dot.
    /// </summary>
    /// <param name="written">The path so far, absolute or from the current directory.</param>
    /// <param name="extensions">Which files, such as <c>.npy</c>; empty for all.</param>
    /// <returns>At most 200 paths, in order; none where the folder cannot be read.</returns>
    public static IReadOnlyList<string> Complete(string written, IReadOnlyCollection<string> extensions)
    {
        string folder = written[..(written.LastIndexOfAny(['/', Path.DirectorySeparatorChar]) + 1)];
        string name = written[folder.Length..];
        try
        {
            var home = new DirectoryInfo(folder.Length == 0 ? "." : folder);
            return
            [
                .. home.EnumerateFileSystemInfos()
                    .Where(entry => entry.Name.StartsWith(name, StringComparison.OrdinalIgnoreCase))
                    .Where(entry => name.Length > 0 || entry.Name[0] != '.')
                    .Where(entry => entry is DirectoryInfo || IsWanted(entry.Extension, extensions))
                    .Select(entry => folder + entry.Name + (entry is DirectoryInfo ? "/" : ""))
                    .Take(Most)
                    .Order(StringComparer.Ordinal),
            ];
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return [];
        }
    }

    private static bool IsWanted(string extension, IReadOnlyCollection<string> wanted) =>
        wanted.Count == 0 || wanted.Contains(extension, StringComparer.OrdinalIgnoreCase);
}
