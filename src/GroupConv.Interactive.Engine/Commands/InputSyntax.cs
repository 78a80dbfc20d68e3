using System.CommandLine;
using GroupConv.Formats;
using GroupConv.Interactive.Engine.Requests;
using GroupConv.Interactive.Hosting;

namespace GroupConv.Interactive.Engine.Commands;

/// <summary>How verbs are given a tensor: <c>--input</c>.</summary>
internal static class InputSyntax
{
    public static Option<string?> Option(string description) =>
        Value.Of<string?>("--input", "VARIABLE|FILE", description, (_, text) => text)
            .Offering("variable", (_, notebook, _) => notebook.Names(TensorConversion.CanRead))
            .Offering("path", (_, _, word) => PathCompletion.Complete(word, TensorFile.Extensions));

    /// <summary>What to say where a layer has nothing to read.</summary>
    public static CommandException Missing(string verb, string? layer)
    {
        string shown = layer is null ? "..." : MagicLine.Join([layer]);
        return new CommandException(
            $"{verb} needs --input: a C# variable that holds a tensor or an array, or a file (image, .npy). Try: {verb} {shown} --input x");
    }
}
