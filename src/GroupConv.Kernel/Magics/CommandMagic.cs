using System.CommandLine;
using System.CommandLine.Help;
using GroupConv.Kernel.Scripting;

namespace GroupConv.Kernel.Magics;

/// <summary>A magic with options, parsed by System.CommandLine.</summary>
internal abstract class CommandMagic : IMagic
{
    private static readonly ParserConfiguration Plain = new() { ResponseFileTokenReplacer = null };

    private readonly Command _command;

    /// <summary>Creates the magic.</summary>
    /// <param name="name">Its name, without <c>#!</c>.</param>
    /// <param name="description">A one-line description.</param>
    /// <param name="symbols">Its options and arguments.</param>
    protected CommandMagic(string name, string description, params ReadOnlySpan<Symbol> symbols)
    {
        (Name, Description) = (name, description);
        _command = new Command("#!" + name, description) { new HelpOption() };
        foreach (var symbol in symbols)
        {
            if (symbol is Option option)
                _command.Add(option);
            else
                _command.Add((Argument)symbol);
        }
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public string Description { get; }

    /// <inheritdoc/>
    public virtual IReadOnlyList<string> Words => [.. _command.Options.Select(o => o.Name)];

    /// <inheritdoc/>
    public virtual IEnumerable<string> WordsAt(MagicCursor cursor) => Words;

    /// <inheritdoc/>
    public MagicResult Run(MagicCall call)
    {
        try
        {
            var words = MagicArguments.Split(InputTokens.Fill(call.Line, CellScope.Required.Ask));
            var line = _command.Parse(words, Plain);
            if (line.Action is HelpAction)
            {
                using var help = new StringWriter();
                line.Invoke(new InvocationConfiguration { Output = help });
                CellScope.Required.Output.Stream("stdout", help.ToString().Trim() + "\n");
                return new MagicResult();
            }

            return line.Errors.Count > 0
                ? MagicResult.Mistake($"{line.Errors[0].Message} Try: #!{Name} --help")
                : Run(line, call);
        }
        catch (Exception e) when (e is FormatException or ArgumentException)
        {
            return MagicResult.Mistake(e.Message);
        }
    }

    /// <summary>Runs a parsed line.</summary>
    /// <param name="line">The parsed line.</param>
    /// <param name="call">The line as written, and the session.</param>
    /// <exception cref="ArgumentException">A value is wrong; the message is shown.</exception>
    protected abstract MagicResult Run(ParseResult line, MagicCall call);
}
