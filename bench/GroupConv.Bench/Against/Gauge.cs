using System.Text.Json;
using GroupConv.Bench.Harness;

namespace GroupConv.Bench.Against;

/// <summary>One time of ours as a report has it, with the peer's time on the same row.</summary>
/// <param name="Key">The row.</param>
/// <param name="What">Which of the row's times; empty where a row has one.</param>
/// <param name="Category">Rows that are judged together.</param>
/// <param name="By">What computed it.</param>
/// <param name="Seconds">Seconds a call, low quantile.</param>
/// <param name="Spread">Width of the middle half of the batches over their median; 0 where the report has none.</param>
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
    /// <summary>Reads the rows that compare with ONNX Runtime, as <see cref="Row"/> is written; rows without times are left out.</summary>
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

    /// <summary>The peak loop of a row at its widest vectors, or null where the report has none.</summary>
    public static double? PeakOf(JsonElement row) => row.TryGetProperty("peaks", out var peaks) && peaks.GetArrayLength() > 0
        ? peaks.EnumerateArray().Max(peak => peak.GetProperty("gflops").GetDouble())
        : null;
}
