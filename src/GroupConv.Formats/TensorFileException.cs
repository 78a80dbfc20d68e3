namespace GroupConv.Formats;

/// <summary>A file that cannot be read as a tensor, told so that it can be mended: which file, what is wrong, what is accepted.</summary>
public sealed class TensorFileException : FormatException
{
    /// <summary>Says what is wrong.</summary>
    /// <param name="file">The file's name, as it was given.</param>
    /// <param name="problem">What is wrong, with the numbers, as a sentence.</param>
    /// <param name="accepted">What would be right, or empty.</param>
    /// <param name="inner">What the system said, where it said something.</param>
    public TensorFileException(string file, string problem, string accepted = "", Exception? inner = null)
        : base(string.Join(' ', new[] { $"{file}: {problem}", accepted }.Where(part => part.Length > 0)), inner)
    {
        File = file;
        Problem = problem;
        Accepted = accepted;
    }

    /// <summary>The file's name, as it was given.</summary>
    public string File { get; }

    /// <summary>What is wrong.</summary>
    public string Problem { get; }

    /// <summary>What would be right; may be empty.</summary>
    public string Accepted { get; }
}
