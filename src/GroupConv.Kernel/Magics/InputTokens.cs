using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace GroupConv.Kernel.Magics;

/// <summary>
/// Tokens in a magic line that ask the user for a value: <c>@input</c>, <c>@password</c>, <c>@input:"Prompt"</c> and <c>@input:{"prompt":
/// "Prompt"}</c>.
/// </summary>
internal static class InputTokens
{
    private const string Input = "@input";
    private const string Password = "@password";

    /// <summary>The tokens, for completion.</summary>
    public static IReadOnlyList<string> Names { get; } = [Input, Password];

    /// <summary>Asks for each token of a line and replaces it by the quoted answer.</summary>
    /// <param name="line">The line.</param>
    /// <param name="ask">Asks the user: prompt, and whether to hide the input.</param>
    /// <exception cref="FormatException">A token is malformed.</exception>
    public static string Fill(string line, Func<string, bool, string> ask)
    {
        var filled = new StringBuilder();
        for (int at = 0; at < line.Length;)
        {
            string? token = at > 0 && char.IsWhiteSpace(line[at - 1]) ? Names.FirstOrDefault(name => StartsAt(line, at, name)) : null;
            if (token is null)
            {
                filled.Append(line[at++]);
                continue;
            }

            at += token.Length;
            string answer = ask(Prompt(line, ref at), token == Password);
            filled.Append(Quote(answer));
        }

        return filled.ToString();
    }

    private static bool StartsAt(string line, int at, string name) =>
        string.CompareOrdinal(line, at, name, 0, name.Length) == 0
        && (at + name.Length == line.Length || line[at + name.Length] == ':' || char.IsWhiteSpace(line[at + name.Length]));

    private static string Prompt(string line, ref int at)
    {
        if (at == line.Length || line[at] != ':')
            return "";
        at++;
        if (at < line.Length && line[at] == '{')
            return PromptOf(MagicArguments.Json(line, ref at));
        if (at < line.Length && line[at] == '"')
        {
            int end = line.IndexOf('"', at + 1);
            if (end < 0)
                throw new FormatException($"The quote \" in {line[at..]} is never closed. Put another \" where it ends.");
            string prompt = line[(at + 1)..end];
            at = end + 1;
            return prompt;
        }

        int start = at;
        while (at < line.Length && !char.IsWhiteSpace(line[at]))
            at++;
        return line[start..at];
    }

    private static string PromptOf(string json)
    {
        try
        {
            return JsonNode.Parse(json)?["prompt"] is JsonValue prompt && prompt.TryGetValue<string>(out string? text) ? text : "";
        }
        catch (JsonException e)
        {
            throw new FormatException($"{json} is no JSON: {e.Message} Write @input:{{\"prompt\": \"What to ask\"}}.", e);
        }
    }

    /// <summary>Quotes text: each " is put in '...', everything else in "...".</summary>
    private static string Quote(string text) => string.Join("'\"'", text.Split('"').Select(part => $"\"{part}\""));
}
