using GroupConv.Interactive.Engine.Requests;
using GroupConv.Interactive.Hosting;

namespace GroupConv.Interactive.Engine.Commands;

/// <summary>Completes a line of PyTorch within its brackets: parameters, then values of some of them.</summary>
internal static class PyTorchCompletion
{
    /// <summary>What may stand at the end of an unfinished line; null where it is none.</summary>
    /// <param name="line">The line so far, such as <c>nn.Conv2d(64, 128, gro</c>.</param>
    /// <returns>What is written of the last parameter or value, and what may replace it.</returns>
    public static (string Written, IReadOnlyList<LineCompletionEntry> Entries)? Of(string line)
    {
        int open = line.IndexOf('(', StringComparison.Ordinal);
        if (open < 0 || line.EndsWith(')'))
            return null;

        int last = Math.Max(line.LastIndexOf(','), open);
        string part = line[(last + 1)..].TrimStart();
        int equals = part.IndexOf('=', StringComparison.Ordinal);
        string written = equals < 0 ? part : part[(equals + 1)..].TrimStart();
        var entries = equals < 0
            ? PyTorchLine.ParametersAfter(line[..last]).Select(name => new LineCompletionEntry(name + "=", "param"))
            : Values(part[..equals].Trim(), line[..last]).Select(value => new LineCompletionEntry(value, "value"));
        return (written, [.. entries.Where(entry => entry.Text.StartsWith(written, StringComparison.Ordinal))]);
    }

    private static IEnumerable<string> Values(string parameter, string before) => parameter switch
    {
        "groups" => Groups(before),
        "padding" => ["'same'", "'valid'", "0", "1"],
        "padding_mode" => PyTorchLine.Modes.Select(mode => $"'{mode}'"),
        "bias" => ["True", "False"],
        _ => [],
    };

    private static IEnumerable<string> Groups(string before)
    {
        try
        {
            var given = PyTorchLine.ParseUnfinished(before + ")");
            return Completing.Groups(given.InChannels, given.OutChannels);
        }
        catch (CommandException)
        {
            return [];
        }
    }
}
