namespace GroupConv.Core.Specs;

/// <summary>
/// An invalid hyperparameter or argument of a convolution. The message states what is wrong and with which number, why, which values are
/// valid, and a fix to copy.
/// </summary>
public sealed class ConvException : ArgumentException
{
    /// <summary>Makes the message from its parts.</summary>
    /// <param name="parameter">The hyperparameter or argument at fault, in PyTorch's spelling, such as <c>groups</c>.</param>
    /// <param name="problem">What is wrong, with the numbers, as a sentence.</param>
    /// <param name="valid">Which values are valid, or empty.</param>
    /// <param name="fix">Code to copy that corrects it, or empty.</param>
    public ConvException(string parameter, string problem, string valid = "", string fix = "")
        : base(Compose(problem, valid, fix))
    {
        Parameter = parameter ?? throw new ArgumentNullException(nameof(parameter));
        Problem = problem;
        Valid = valid;
        Fix = fix;
    }

    /// <summary>The hyperparameter or argument at fault, in PyTorch's spelling.</summary>
    public string Parameter { get; }

    /// <summary>What is wrong, with the numbers.</summary>
    public string Problem { get; }

    /// <summary>Which values are valid; may be empty.</summary>
    public string Valid { get; }

    /// <summary>Code to copy that corrects it; may be empty.</summary>
    public string Fix { get; }

    private static string Compose(string problem, string valid, string fix)
    {
        ArgumentNullException.ThrowIfNull(problem);
        ArgumentNullException.ThrowIfNull(valid);
        ArgumentNullException.ThrowIfNull(fix);
        return string.Join(' ', new[] { problem, valid, fix.Length == 0 ? "" : $"Try: {fix}" }.Where(part => part.Length > 0));
    }
}
