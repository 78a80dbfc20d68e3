using System.Text.Json;
using GroupConv.Bench.Harness;

namespace GroupConv.Bench.Against;

/// <summary>One of our times in a report, with the peer's time on the same row.</summary>
/// <param name="Key">The row.</param>
/// <param name="What">Which of the row's times; empty if a row has only one.</param>
/// <param name="Category">The rows that are compared together.</param>
/// <param name="By">The algorithm.</param>
/// <param name="Seconds">Seconds a call, low quantile.</param>
/// <param name="Spread">Width of the middle half of the batches over their median; 0 if the report has none.</param>
/// <param name="PeerSeconds">The peer's seconds a call in the same run, or null.</param>
/// <param name="PeerSpread">The spread of the peer's batches.</param>
/// <param name="PeakGflops">The peak loop between the batches, the widest vectors, or null.</param>
internal sealed record Gauge(
    RowKey Key,
    string What,
    string Category,
    string By,
    double Seconds,
    double Spread,
    double? PeerSeconds = null,
    double PeerSpread = 0,
    double? PeakGflops = null)
{
    /// <summary>Reads rows that compare with ONNX Runtime, in the format of <see cref="Row"/>; skips rows without times.</summary>
    /// <param name="rows">A JSON array of rows.</param>
    public static IEnumerable<Gauge> OfRows(JsonElement rows) =>
        from row in rows.EnumerateArray()
        where row.TryGetProperty("ours", out _)
        let ours = row.GetProperty("ours")
        let theirs = row.GetProperty("theirs")
        select new Gauge(
            KeyOf(row),
            "",
            row.GetProperty("category").GetString()!,
            row.GetProperty("by").GetString()!,
            LowOf(ours),
            SpreadOf(ours),
            LowOf(theirs),
            SpreadOf(theirs),
            PeakOf(row));

    /// <summary>The layer and the threads of a row.</summary>
    public static RowKey KeyOf(JsonElement row) => new(row.GetProperty("layer").GetString()!, row.GetProperty("threads").GetInt32());

    /// <summary>The low quantile of a <see cref="Timing"/>.</summary>
    public static double LowOf(JsonElement timing) => timing.GetProperty("lowSeconds").GetDouble();

    /// <summary>The spread of a <see cref="Timing"/>.</summary>
    public static double SpreadOf(JsonElement timing) => timing.GetProperty("spread").GetDouble();

    /// <summary>The peak loop of a row at its widest vectors, or null if the report has none.</summary>
    public static double? PeakOf(JsonElement row) => row.TryGetProperty("peaks", out var peaks) && peaks.GetArrayLength() > 0
        ? peaks.EnumerateArray().Max(peak => peak.GetProperty("gflops").GetDouble())
        : null;
}
