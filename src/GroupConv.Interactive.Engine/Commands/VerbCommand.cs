using System.CommandLine;
using GroupConv.Interactive.Engine.Requests;

namespace GroupConv.Interactive.Engine.Commands;

/// <summary>
/// One verb: its grammar, its help, and what it does. A new one is a file with a class like this, and a row in <see cref="CommandTable"/>.
/// </summary>
/// <param name="name">The verb.</param>
/// <param name="summary">One line of help.</param>
internal abstract class VerbCommand(string name, string summary) : Command(name, summary)
{
    /// <summary>
    /// Lines that work, given variables <c>conv</c> (a layer), <c>x</c> (its input), <c>y</c> (its output) and a file <c>photo.png</c>.
    /// </summary>
    public abstract IReadOnlyList<string> Examples { get; }

    /// <summary>Does it.</summary>
    /// <param name="line">The parsed line, without errors.</param>
    /// <param name="notebook">The notebook.</param>
    /// <returns>The result to show: a record of GroupConv.Interactive.Results that a view draws.</returns>
    /// <exception cref="CommandException">A user's mistake.</exception>
    public abstract object Run(ParseResult line, Notebook notebook);
}
