namespace GroupConv.Formats.Archives;

/// <summary>Identifies ZIP archives without NumPy arrays by the names of their entries.</summary>
internal static class ForeignArchive
{
    private const int Shown = 5;

    /// <summary>A sentence that names the kind of archive, and how to convert it to a supported file.</summary>
    public static (string Problem, string Cure) Describe(IReadOnlyList<string> entries)
    {
        if (entries.Any(name => name.EndsWith("/data.pkl", StringComparison.Ordinal) || name == "data.pkl"))
        {
            bool script = entries.Any(name => name.EndsWith("constants.pkl", StringComparison.Ordinal));
            return script
                ? ("This is a TorchScript model of PyTorch, which is not read.", ForeignFormats.TorchScriptCure)
                : ("This is a PyTorch file (torch.save), which is not read.", ForeignFormats.PyTorchCure);
        }

        if (entries.Contains("model.weights.h5", StringComparer.Ordinal))
            return ("This is a Keras model, which is not read.", ForeignFormats.KerasCure);
        if (entries.Count == 0)
            return ("The ZIP archive is empty.", "An .npz file with NumPy arrays is expected.");
        string kind = entries[0] switch
        {
            "[Content_Types].xml" => "an Office document",
            "META-INF/MANIFEST.MF" or "META-INF/" => "a Java archive",
            "mimetype" => "an OpenDocument or e-book",
            _ => "a ZIP archive",
        };
        string more = entries.Count > Shown ? " and more" : "";
        string held = string.Join(", ", entries.Take(Shown));
        return ($"This is {kind} without NumPy arrays: it holds {held}{more}.", "An .npz file with NumPy arrays is expected.");
    }
}
