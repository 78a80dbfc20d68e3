using System.CommandLine;
using System.CommandLine.Parsing;
using GroupConv.Interactive.Engine.Requests;

namespace GroupConv.Interactive.Engine.Commands;

/// <summary>Makes options whose values are read by a function of ours, so that every error says the same things.</summary>
internal static class Value
{
    /// <summary>An option with one value.</summary>
    /// <param name="name">Its name, such as <c>--groups</c>.</param>
    /// <param name="placeholder">What the help shows for the value.</param>
    /// <param name="description">A line of help.</param>
    /// <param name="read">Reads the value, given the option's name and the text.</param>
    public static Option<T> Of<T>(string name, string placeholder, string description, Func<string, string, T> read)
    {
        var option = new Option<T>(name)
        {
            Arity = ArgumentArity.ExactlyOne,
            HelpName = placeholder,
            Description = description,
            CustomParser = result => Read(result, name, read),
        };

        // Those that System.CommandLine makes of an enumeration are no words of ours.
        option.CompletionSources.Clear();
        return option;
    }

    /// <summary>The option that stores a result.</summary>
    /// <param name="description">A line of help: what is stored.</param>
    public static Option<string?> As(string description) => Of<string?>("--as", "NAME", description, Identifier);

    /// <summary>The option that lifts the limit of what is drawn.</summary>
    /// <param name="description">A line of help: of what all are drawn.</param>
    public static Option<bool> All(string description) => new("--all") { Description = description };

    private static T? Read<T>(ArgumentResult result, string name, Func<string, string, T> read)
    {
        try
        {
            return read(name, result.Tokens[0].Value);
        }
        catch (CommandException mistake)
        {
            result.AddError(mistake.Message);
            return default;
        }
    }

    private static string Identifier(string option, string text) => CSharpText.IsIdentifier(text)
        ? text
        : throw new CommandException(
            $"{option} {text} is not a name for a C# variable: letters, digits and _, not a digit first, no keyword. Try: {option} y");
}
