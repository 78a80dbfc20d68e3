using GroupConv.Core.Specs;
using GroupConv.Interactive.Engine.Requests;
using GroupConv.Interactive.Engine.Requests.Reading;
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
            ? ParametersAfter(line[..last]).Select(name => new LineCompletionEntry(name + "=", "param"))
            : Values(part[..equals].Trim(), line[..last]).Select(value => new LineCompletionEntry(value, "value"));
        return (written, [.. entries.Where(entry => entry.Text.StartsWith(written, StringComparison.Ordinal))]);
    }

    private static IEnumerable<string> Values(string parameter, string before) => parameter switch
    {
        "groups" => Groups(before),
        "padding" => ["'same'", "'valid'", "0", "1"],
        "padding_mode" => HyperparameterText.Words<PaddingMode>().Select(mode => $"'{mode}'"),
        "bias" => ["True", "False"],
        _ => [],
    };

    private static IEnumerable<string> Groups(string before)
    {
        try
        {
            return LayerSource.Read(before + ")") is [var layer]
                ? Completing.Groups(layer.Hyperparameters.InChannels, layer.Hyperparameters.OutChannels)
                : [];
        }
        catch (CommandException)
        {
            return [];
        }
    }

    /// <summary>Parameters that may follow, in the framework's order.</summary>
    /// <param name="before">The line up to the last comma, or up to the bracket.</param>
    private static IEnumerable<string> ParametersAfter(string before)
    {
        int open = before.IndexOf('(', StringComparison.Ordinal);
        string type = (open < 0 ? before : before[..open]).Split('.', ' ', '=')[^1];
        if (LayerSignature.Named(type) is not { } signature)
            return [];
        string[] given = open < 0 ? [] : before[(open + 1)..].Split(',');
        int positional = given.TakeWhile(value => !value.Contains('=', StringComparison.Ordinal)).Count();
        return signature.Parameters.Select(parameter => parameter.Name).Skip(positional).Except(
            given.Skip(positional).Select(value => value.Split('=')[0].Trim()));
    }
}
