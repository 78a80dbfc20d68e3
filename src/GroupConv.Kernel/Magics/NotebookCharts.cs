using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using GroupConv.Interactive.Hosting;
using GroupConv.Interactive.Results;
using Microsoft.DotNet.Interactive.Formatting;

namespace GroupConv.Kernel.Magics;

/// <summary>
/// Displays the charts of the Plotly.NET that a notebook loads, in any version. That package's own extension needs .NET Interactive; here
/// the engine draws the figure.
/// </summary>
internal static class NotebookCharts
{
    /// <summary>The library.</summary>
    public const string Library = "Plotly.NET";

    private const string Chart = Library + ".GenericChart";

    /// <summary>Registers formatters.</summary>
    /// <param name="library">The library.</param>
    /// <param name="engine">Draws figures.</param>
    public static void Register(Assembly library, Lazy<IEngine> engine)
    {
        // A type with static members, or in older versions a module beside the type.
        var toJson = library.GetType(Chart)?.GetMethod("toFigureJson", BindingFlags.Public | BindingFlags.Static);
        if (toJson?.GetParameters() is not [{ ParameterType: { } chart }])
            return;

        // The cases of an F# union are nested types.
        foreach (var type in chart.GetNestedTypes(BindingFlags.Public | BindingFlags.NonPublic).Where(t => t.IsSubclassOf(chart))
            .Prepend(chart))
        {
            Formatter.Register(type, (value, writer) => writer.Write(Draw(toJson, value, engine).Html), HtmlFormatter.MimeType);
            Formatter.Register(type, (value, writer) => writer.Write(Draw(toJson, value, engine).Text), PlainTextFormatter.MimeType);
            Formatter.SetPreferredMimeTypesFor(type, HtmlFormatter.MimeType, PlainTextFormatter.MimeType);
        }
    }

    private static MimeBundle Draw(MethodInfo toJson, object chart, Lazy<IEngine> engine)
    {
        string json = (string)toJson.Invoke(null, [chart])!;
        return engine.Value.Render(new FigureResult(Describe(json), json));
    }

    private static string Describe(string json)
    {
        try
        {
            var kinds = JsonNode.Parse(json)?["data"] is JsonArray traces
                ? traces.Select(t => t?["type"] is JsonValue kind && kind.TryGetValue<string>(out string? name) ? name : "scatter")
                    .Distinct(StringComparer.Ordinal)
                : [];
            return $"Plotly chart: {string.Join(", ", kinds)}";
        }
        catch (JsonException)
        {
            return "Plotly chart";
        }
    }
}
