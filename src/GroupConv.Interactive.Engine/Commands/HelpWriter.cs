using System.CommandLine;
using System.Text;

namespace GroupConv.Interactive.Engine.Commands;

/// <summary>Writes help from the grammar.</summary>
/// <param name="program">How a line begins: <c>#!groupconv</c> in a notebook, <c>groupconv</c> in a terminal.</param>
internal sealed class HelpWriter(string program)
{
    private const string Layer =
        """
        A layer is one of Conv1d, Conv2d, Conv3d, ConvTranspose1d, ConvTranspose2d and ConvTranspose3d, given in one of three ways
          "nn.Conv2d(64, 128, 3, padding=1, groups=4)"   a line of PyTorch, Keras, TorchSharp or C#, in quotes
          conv                                           a C# variable that holds a layer or a ConvSpec
          --in 64 --out 128 --kernel 3 --groups 4        flags, of a Conv2d unless --type names another
        Flags beside a line or a variable win over what stands there: explain conv --groups 8
        (run and maps keep the weights of a variable, so there only --stride, --padding, --output-padding, --dilation and --padding-mode).

        """;

    /// <summary>The help of all verbs.</summary>
    public string All()
    {
        var text = new StringBuilder();
        text.Append("GroupConv: see what the groups of a convolution do, on this machine, with your own data.\n\n");
        text.Append("Usage\n  ").Append(program).Append(" VERB [LAYER] [options]\n\nVerbs\n");
        Table(text, CommandTable.Rows.Select(verb => (verb.Name, verb.Description ?? "")));
        text.Append('\n').Append(Layer).Append("\nExamples\n");
        foreach (var verb in CommandTable.Rows)
            Example(text, verb.Examples[0]);
        return text.Append("\nMore: ").Append(program).Append(" VERB --help").ToString();
    }

    /// <summary>The help of one verb.</summary>
    /// <param name="verb">The verb.</param>
    public string Of(VerbCommand verb)
    {
        var text = new StringBuilder();
        text.Append(verb.Name).Append(": ").Append(verb.Description).Append("\n\n");
        text.Append("Usage\n  ").Append(program).Append(' ').Append(verb.Name).Append(" [LAYER] [options]\n\n");
        text.Append(Layer).Append("\nOptions\n");
        Table(text, verb.Options.Select(option => (Signature(option), option.Description ?? "")).Append(("--help", "This help.")));
        text.Append("\nExamples\n");
        foreach (string example in verb.Examples)
            Example(text, example);
        return text.ToString().TrimEnd();
    }

    /// <summary>The help of one option.</summary>
    /// <param name="option">The option.</param>
    public static string Of(Option option) => $"{Signature(option)}\n  {option.Description}";

    private static string Signature(Option option) => option.HelpName is { Length: > 0 } value ? $"{option.Name} {value}" : option.Name;

    private static void Table(StringBuilder text, IEnumerable<(string Left, string Right)> rows)
    {
        var all = rows.ToArray();
        int width = all.Max(row => row.Left.Length);
        foreach (var (left, right) in all)
            text.Append("  ").Append(left.PadRight(width)).Append("   ").Append(right).Append('\n');
    }

    private void Example(StringBuilder text, string example) => text.Append("  ").Append(program).Append(' ').Append(example).Append('\n');
}
