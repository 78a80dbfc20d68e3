namespace GroupConv.Notebook.Tests;

/// <summary>The checkout that the tests were built from, and a place for what they make.</summary>
internal static class Repository
{
    internal static string Root { get; } = Find(AppContext.BaseDirectory);

    /// <summary>How the tests were built: artifacts/bin/PROJECT/CONFIGURATION.</summary>
    internal static string Configuration { get; } = Path.GetFileName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory));

    /// <summary>Where pictures are left for people to look at.</summary>
    internal static string Pictures { get; } = Directory.CreateDirectory(Path.Combine(Root, "artifacts", "pictures")).FullName;

    internal static string Notebook(string name) => Path.Combine(Root, "notebooks", name);

    private static string Find(string? folder)
    {
        while (folder is not null && !File.Exists(Path.Combine(folder, "GroupConv.sln")))
            folder = Path.GetDirectoryName(folder);
        return folder ?? throw new DirectoryNotFoundException("GroupConv.sln is in no folder above the tests.");
    }
}
