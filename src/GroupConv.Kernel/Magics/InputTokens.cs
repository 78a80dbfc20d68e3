using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace GroupConv.Kernel.Magics;

/// <summary>
/// Values that a magic line leaves to the user: <c>@input</c>, <c>@password</c>, <c>@input:"What to ask"</c> and
/// <c>@input:{"prompt": "What to ask"}</c>.
/// </summary>
internal static class InputTokens
{
    private const string Input = "@input";
    private const string Password = "@password";

    /// <summary>The tokens, for completion.</summary>
    public static IReadOnlyList<string> Names { get; } = [Input, Password];

    /// <summary>Asks for each token of a line, and puts the answer in its place, quoted.</summary>
    /// <param name="line">The line.</param>
    /// <param name="ask">Asks: prompt, whether to hide what is typed.</param>
    /// <exception cref="FormatException">A token is broken.</exception>
    public static string Fill(string line, Func<string, bool, string> ask)
    {
        var filled = new StringBuilder();
        for (var at = 0; at < line.Length;)
        {
            var token = at > 0 && char.IsWhiteSpace(line[at - 1]) ? Names.FirstOrDefault(name => StartsAt(line, at, name)) : null;
            if (token is null)
            {
                filled.Append(line[at++]);
                continue;
            }

            at += token.Length;
            var answer = ask(Prompt(line, ref at), token == Password);
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
            var end = line.IndexOf('"', at + 1);
            if (end < 0)
                throw new FormatException($"The quote \" in {line[at..]} is never closed. Put another \" where it ends.");
            var prompt = line[(at + 1)..end];
            at = end + 1;
            return prompt;
        }

        var start = at;
        while (at < line.Length && !char.IsWhiteSpace(line[at]))
            at++;
        return line[start..at];
    }

    private static string PromptOf(string json)
    {
        try
        {
            return JsonNode.Parse(json)?["prompt"] is JsonValue prompt && prompt.TryGetValue<string>(out var text) ? text : "";
        }
        catch (JsonException e)
        {
            throw new FormatException($"{json} is no JSON: {e.Message} Write @input:{{\"prompt\": \"What to ask\"}}.", e);
        }
    }

    /// <summary>Quotes text that may hold quotes: each " goes into '...', all else into "...".</summary>
    private static string Quote(string text) => string.Join("'\"'", text.Split('"').Select(part => $"\"{part}\""));
}
