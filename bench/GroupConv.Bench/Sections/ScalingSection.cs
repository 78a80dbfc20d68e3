using System.Text.Json;
using GroupConv.Bench.Against;
using GroupConv.Bench.Harness;
using GroupConv.Bench.Layers;
using GroupConv.Bench.Report;

namespace GroupConv.Bench.Sections;

/// <summary>How time grows with the batch and with the image.</summary>
internal sealed class ScalingSection : ISection
{
    private static readonly int[] s_batches = [1, 2, 4, 8, 16];
    private static readonly int[] s_images = [16, 32, 64, 128, 256, 512, 1024];

    public string Name => "scaling";

    public string Title => "Larger batches and larger images";

    public SectionReport Run(Options options, Action<string> progress)
    {
        var byBatch = RowTable.Measure(
        [
            .. s_batches.Select(batch => Layer.Of($"512 g32 3x3 14, batch {batch}", 512, 512, 3, 14, groups: 32, batch: batch)),
            .. s_batches.Select(batch => Layer.Of($"depthwise 144 3x3 56, batch {batch}", 144, 144, 3, 56, groups: 144, batch: batch)),
        ], options, progress);
        var byImage = RowTable.Measure(
        [
            .. s_images.Select(image => Layer.Of($"16 g4 3x3 {image}", 16, 16, 3, image, groups: 4)),
            .. s_images.Select(image => Layer.Of($"depthwise 16 3x3 {image}", 16, 16, 3, image, groups: 16)),
        ], options, progress);
        return new SectionReport(
            "Ideally the time per output element is constant; caches and threads limit this.",
            [Growth("By batch", byBatch), Growth("By image", byImage)],
            new { byBatch, byImage },
            RowTable.Failures([.. byBatch, .. byImage]));
    }

    public IEnumerable<Gauge> Gauges(JsonElement data) =>
        [.. Gauge.OfRows(data.GetProperty("byBatch")), .. Gauge.OfRows(data.GetProperty("byImage"))];

    private static Table Growth(string caption, IEnumerable<Row> rows) => new(
        caption,
        ["layer", "threads", "ours ms", "ours ns a kFLOP", "ORT ms", "ORT ns a kFLOP", "ratio", "ours % peak"],
        [.. rows.OrderBy(row => row.Threads).Select(row => (IReadOnlyList<string>)
        [
            row.Layer,
            Figures.Count(row.Threads),
            Figures.Milliseconds(row.Ours?.LowSeconds),
            Figures.Text(1e3 / row.Ours?.Gflops, "0.0"),
            Figures.Milliseconds(row.Theirs?.LowSeconds),
            Figures.Text(1e3 / row.Theirs?.Gflops, "0.0"),
            Figures.Times(row.Ratio),
            Figures.Percent(row.OursOfPeak),
        ])]);
}
