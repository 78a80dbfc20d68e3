using GroupConv.Core.Specs;

namespace GroupConv.Interactive.Engine.Requests;

/// <summary>Tells Core's errors in the words of the command line: the fix is a flag, which wins over a line or a variable.</summary>
internal static class MistakeText
{
    private static readonly Dictionary<string, string> Flags = new(StringComparer.Ordinal)
    {
        ["in_channels"] = "--in",
        ["out_channels"] = "--out",
        ["kernel_size"] = "--kernel",
        ["kernelSize"] = "--kernel",
        ["inChannels"] = "--in",
        ["outChannels"] = "--out",
        ["stride"] = "--stride",
        ["padding"] = "--padding",
        ["dilation"] = "--dilation",
        ["output_padding"] = "--output-padding",
        ["outputPadding"] = "--output-padding",
        ["groups"] = "--groups",
        ["padding_mode"] = "--padding-mode",
    };

    public static string Of(ConvException mistake)
    {
        string[] fix = mistake.Fix.Split(": ", 2);
        if (fix.Length != 2 || !Flags.TryGetValue(fix[0], out string? flag))
            return mistake.Message;
        string value = fix[1].Trim('(', ')', '"').Replace(" ", "", StringComparison.Ordinal);
        return string.Join(' ', new[] { mistake.Problem, mistake.Valid, $"Try: {flag} {value}" }.Where(part => part.Length > 0));
    }
}
