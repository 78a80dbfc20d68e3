using System.Text.Json;
using System.Text.Json.Nodes;
using GroupConv.Bench.Against;
using GroupConv.Bench.Sections;

namespace GroupConv.Bench.Tests;

/// <summary>A row of a report, in milliseconds.</summary>
internal sealed record MadeUpRow(string Layer)
{
    public double Ours { get; init; } = 1;

    public double? Theirs { get; init; } = 2;

    public double Spread { get; init; } = .01;

    public double Peak { get; init; } = 100;

    public string By { get; init; } = "direct";

    public JsonObject ToJson() => new()
    {
        ["layer"] = Layer,
        ["category"] = "depthwise",
        ["threads"] = 1,
        ["by"] = By,
        ["ours"] = Timing(Ours),
        ["theirs"] = Theirs is { } theirs ? Timing(theirs) : null,
        ["peaks"] = new JsonArray(
            new JsonObject { ["bits"] = 128, ["gflops"] = Peak / 2 },
            new JsonObject { ["bits"] = 256, ["gflops"] = Peak }),
    };

    private JsonObject Timing(double milliseconds) => new()
    {
        ["lowSeconds"] = milliseconds / 1e3,
        ["medianSeconds"] = milliseconds / 1e3,
        ["spread"] = Spread,
        ["batches"] = 21,
        ["gflops"] = 1,
    };
}

/// <summary>Reports as the benchmark writes them.</summary>
internal static class Reports
{
    public static IReadOnlyList<Gauge> Gauges(ISection section, IEnumerable<MadeUpRow> rows)
    {
        var data = new JsonObject { ["rows"] = new JsonArray([.. rows.Select(row => row.ToJson())]) };
        return [.. section.Gauges(JsonSerializer.SerializeToElement(data))];
    }
}
