namespace GroupConv.Kernel.Notebooks;

/// <summary>Writes files atomically: a reader sees the old content or the new.</summary>
internal static class AtomicFile
{
    /// <summary>Writes a file. An existing file keeps its permissions; a symbolic link is followed.</summary>
    /// <param name="path">Where.</param>
    /// <param name="content">The bytes.</param>
    public static void Write(string path, ReadOnlySpan<byte> content)
    {
        string full = Target(Path.GetFullPath(path));
        string temporary = Beside(full);
        try
        {
            File.WriteAllBytes(temporary, content);
            if (!OperatingSystem.IsWindows() && File.Exists(full))
                File.SetUnixFileMode(temporary, File.GetUnixFileMode(full));
            File.Move(temporary, full, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }

    /// <summary>Checks that a file can be written, before work is done for it.</summary>
    /// <param name="path">Where.</param>
    /// <exception cref="NotebookException">It cannot.</exception>
    public static void Check(string path)
    {
        string full = Path.GetFullPath(path);
        string? folder = Path.GetDirectoryName(full);
        if (Directory.Exists(full))
            throw new NotebookException($"{full} is a folder. Name a file in it.");
        if (!Directory.Exists(folder))
            throw new NotebookException($"There is no folder {folder} to write {Path.GetFileName(full)} into.");

        try
        {
            string probe = Beside(Target(full));
            File.WriteAllBytes(probe, []);
            File.Delete(probe);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new NotebookException($"{full} cannot be written: {e.Message}", e);
        }
    }

    private static string Target(string full) =>
        File.Exists(full) ? File.ResolveLinkTarget(full, returnFinalTarget: true)?.FullName ?? full : full;

    private static string Beside(string full) =>
        Path.Combine(Path.GetDirectoryName(full)!, $".{Path.GetFileName(full)}.{Guid.NewGuid():N}.tmp");
}
