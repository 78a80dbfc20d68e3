using GroupConv.Core.Specs;

namespace GroupConv.Interactive.Engine.Requests;

/// <summary>
/// Reads a line such as <c>nn.Conv2d(64, 128, kernel_size=3, padding=1, groups=4)</c>, with or without <c>torch.</c>, <c>nn.</c> and a
/// variable in front; also what PyTorch prints of a layer.
/// </summary>
/// <remarks>Parameters and their order: PyTorch, <c>torch.nn.Conv2d</c>.</remarks>
internal static class PyTorchLine
{
    private const int LongestLine = 2000;

    private static readonly string[] Parameters =
        ["in_channels", "out_channels", "kernel_size", "stride", "padding", "dilation", "groups", "bias", "padding_mode", "device", "dtype"];

    /// <summary>What <c>padding_mode</c> may be.</summary>
    public static IReadOnlyList<string> Modes { get; } = [.. Enum.GetNames<PaddingMode>().Select(name => name.ToLowerInvariant())];

    /// <summary>Whether text is meant as a line rather than as the name of a variable or a file.</summary>
    public static bool Looks(string text) =>
        text.Contains('(', StringComparison.Ordinal) && !File.Exists(text);

    /// <summary>Parameters that may follow, in the order of PyTorch.</summary>
    /// <param name="before">The line up to the last comma, or up to the bracket.</param>
    public static IEnumerable<string> ParametersAfter(string before)
    {
        int open = before.IndexOf('(', StringComparison.Ordinal);
        string[] given = open < 0 ? [] : before[(open + 1)..].Split(',');
        int positional = given.TakeWhile(value => !value.Contains('=', StringComparison.Ordinal)).Count();
        return Parameters.Skip(positional).Except(given.Skip(positional).Select(value => value.Split('=')[0].Trim()));
    }

    /// <summary>The hyperparameters of a line whose later ones are not there yet.</summary>
    /// <exception cref="CommandException">What is there is wrong.</exception>
    public static Hyperparameters ParseUnfinished(string line) => Parse(line, out _);

    /// <summary>The hyperparameters of the line; the three that have no default are there.</summary>
    /// <exception cref="CommandException">The line is something else; says where, and what was expected.</exception>
    public static Hyperparameters Parse(string line)
    {
        var given = Parse(line, out var seen);
        string[] missing = [.. Parameters.Take(3).Where(name => !seen.Contains(name))];
        return missing.Length == 0
            ? given
            : throw new CommandException(
                $"{line}: {string.Join(" and ", missing)} {(missing.Length == 1 ? "is" : "are")} missing. "
                + "Conv2d needs in_channels, out_channels and kernel_size. Try: \"nn.Conv2d(64, 128, kernel_size=3, groups=4)\"");
    }

    private static Hyperparameters Parse(string line, out HashSet<string> seen)
    {
        if (line.Length > LongestLine)
            throw new CommandException($"A layer's line of {line.Length} characters is too long: at most {LongestLine} are read.");
        var scan = new PyTorchScanner(line);
        scan.TakeKeyword(out _);
        RequireConv2d(scan);
        if (!scan.Take('('))
            throw scan.Expected("'(' after Conv2d");
        var given = new Hyperparameters();
        seen = new HashSet<string>(StringComparer.Ordinal);
        bool keywords = false;
        while (!scan.Take(')'))
        {
            string parameter = NextParameter(scan, seen, ref keywords);
            given = Read(scan, parameter, given);
            if (!scan.Take(',') && scan.Peek() != ')')
                throw scan.Expected($"',' or ')' after {parameter}");
        }

        scan.Take(',');
        if (!scan.AtEnd)
            throw scan.Expected("the end of the line after ')'");
        return given;
    }

    private static void RequireConv2d(PyTorchScanner scan)
    {
        scan.Peek();
        int position = scan.Position;
        string name = scan.TakeName() ?? throw scan.Expected("Conv2d(...), nn.Conv2d(...) or torch.nn.Conv2d(...)");
        string type = name[(name.LastIndexOf('.') + 1)..];
        string module = name[..^type.Length];
        if (module is not ("" or "nn." or "torch.nn."))
            throw scan.At(position, $"{name} is not known; expected Conv2d, nn.Conv2d or torch.nn.Conv2d");
        if (type is "Conv1d" or "Conv3d" or "ConvTranspose1d" or "ConvTranspose2d" or "ConvTranspose3d")
            throw scan.At(position, $"{type} is not there yet; this version explains and runs Conv2d");
        if (type != "Conv2d")
            throw scan.At(position, $"{type} is not a convolution that GroupConv knows; expected Conv2d");
    }

    private static string NextParameter(PyTorchScanner scan, HashSet<string> seen, ref bool keywords)
    {
        if (scan.AtEnd)
            throw scan.Expected("a value or ')'");
        string? name = scan.TakeKeyword(out int position);
        if (name is null && keywords)
            throw scan.At(position, "a value without a name cannot follow one with a name; write name=value");
        if (name is null && seen.Count == Parameters.Length)
            throw scan.At(position, $"Conv2d has {Parameters.Length} parameters, and this is one more");
        keywords = name is not null;
        name ??= Parameters[seen.Count];
        if (!Parameters.Contains(name))
        {
            throw scan.At(
                position, $"{name} is not a parameter of Conv2d.{Spelling.DidYouMean(name, Parameters)} There are {string.Join(", ", Parameters)}");
        }

        return seen.Add(name) ? name : throw scan.At(position, $"{name} is given twice");
    }

    private static Hyperparameters Read(PyTorchScanner scan, string parameter, Hyperparameters given)
    {
        switch (parameter)
        {
            case "in_channels":
                return given with { InChannels = scan.Integer("a whole number for in_channels") };
            case "out_channels":
                return given with { OutChannels = scan.Integer("a whole number for out_channels") };
            case "kernel_size":
                return given with { KernelSize = scan.Pair("a whole number or a pair such as (3, 3) for kernel_size") };
            case "stride":
                return given with { Stride = scan.Pair("a whole number or a pair such as (2, 2) for stride") };
            case "padding":
                return given with { Padding = Padding(scan) };
            case "dilation":
                return given with { Dilation = scan.Pair("a whole number or a pair such as (2, 2) for dilation") };
            case "groups":
                return given with { Groups = scan.Integer("a whole number for groups") };
            case "bias":
                return given with { Bias = Bias(scan) };
            case "padding_mode":
                return given with { PaddingMode = Mode(scan) };
            default: // device and dtype say where and how PyTorch computes
                scan.SkipValue();
                return given;
        }
    }

    private static Padding2d Padding(PyTorchScanner scan)
    {
        scan.Peek();
        int position = scan.Position;
        switch (scan.TakeQuoted())
        {
            case null:
                var pair = scan.Pair("a whole number, a pair such as (1, 1), 'same' or 'valid' for padding");
                return (pair.Height, pair.Width);
            case "same":
                return Padding2d.Same;
            case "valid":
                return Padding2d.Valid;
            case var word:
                throw scan.At(position, $"padding='{word}' is not known; expected a whole number, a pair, 'same' or 'valid'");
        }
    }

    private static bool Bias(PyTorchScanner scan)
    {
        scan.Peek();
        int position = scan.Position;
        return scan.TakeName() switch
        {
            "True" => true,
            "False" => false,
            _ => throw scan.At(position, "expected True or False for bias"),
        };
    }

    private static PaddingMode Mode(PyTorchScanner scan)
    {
        scan.Peek();
        int position = scan.Position;
        int index = Modes.ToList().IndexOf(scan.TakeQuoted() ?? "");
        return index >= 0
            ? Enum.GetValues<PaddingMode>()[index]
            : throw scan.At(position, $"expected one of '{string.Join("', '", Modes)}' for padding_mode");
    }
}
