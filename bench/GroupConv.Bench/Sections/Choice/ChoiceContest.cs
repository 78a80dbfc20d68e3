using System.Diagnostics;
using GroupConv.Bench.Harness;
using GroupConv.Bench.Layers;
using GroupConv.Bench.Peers;

namespace GroupConv.Bench.Sections.Choice;

/// <summary>Runs every row of the algorithm table that offers to compute a layer.</summary>
internal static class ChoiceContest
{
    // Many short contests find the fastest row; those with a regret are measured again at the caller's effort.
    private static readonly Effort s_short = new(
        "short", 9, TimeSpan.FromMilliseconds(5), TimeSpan.FromMilliseconds(60), TimeSpan.FromSeconds(4));

    private const double RegretToConfirm = 1.02;

    // A row that is slower by this factor in its first calls is not measured further.
    private const double FarBehind = 2.5;
    private static readonly TimeSpan s_firstLook = TimeSpan.FromMilliseconds(20);

    /// <summary>Measures a layer.</summary>
    /// <param name="layer">The layer.</param>
    /// <param name="threads">Threads.</param>
    /// <param name="effort">How long to measure rows with a regret.</param>
    public static ChoiceRow Run(Layer layer, int threads, Effort effort)
    {
        var data = new LayerData(layer);
        var offers = RowOffers.Of(layer);
        using var planned = new GroupConvPeer(data, threads);
        planned.Run();
        string chosen = planned.Prepared.Plan.Algorithm;
        var others = offers.Where(offer => offer.Name != chosen).Select(offer => new GroupConvPeer(data, threads, offer.Name)).ToList();
        try
        {
            others.ForEach(peer => peer.Run());
            string[] wrong = [.. others.Where(peer => !Agreement.Of(layer, peer.Output.Span, planned.Output.Span).Holds).Select(NameOf)];
            List<GroupConvPeer> all = [planned, .. others.Where(peer => !wrong.Contains(NameOf(peer)))];
            double[] looks = [.. all.Select(peer => FirstLook(peer.Run))];
            double limit = FarBehind * looks.Min();
            // The planner's choice always stays.
            List<GroupConvPeer> near = [.. all.Where((peer, i) => i == 0 || looks[i] <= limit)];
            var times = Measure(near, threads, effort.Rounds < s_short.Rounds ? effort : s_short);
            double regret = times[0].Low / times.Min(seconds => seconds.Low);
            if (regret > RegretToConfirm)
            {
                int best = times.Index().MinBy(time => time.Item.Low).Index;
                var again = Measure([planned, near[best]], threads, effort);
                (times[0], times[best]) = (again[0], again[1]);
                regret = Math.Max(1, again[0].Low / again[1].Low);
            }

            var entries = near.Select((peer, i) => new ChoiceEntry(NameOf(peer), times[i].Low, times[i].Spread, CyclesOf(NameOf(peer))))
                .Concat(all.Index().Where(peer => !near.Contains(peer.Item))
                    .Select(peer => new ChoiceEntry(NameOf(peer.Item), looks[peer.Index], 0, CyclesOf(NameOf(peer.Item)))));
            return new ChoiceRow(
                layer.Name,
                layer.Spec.ToString(),
                [.. layer.Shape.Input],
                LayerTable.All.Contains(layer),
                threads,
                chosen,
                [.. entries.OrderBy(entry => entry.Seconds)],
                regret,
                wrong);
        }
        finally
        {
            others.ForEach(peer => peer.Dispose());
        }

        double? CyclesOf(string algorithm) => offers.FirstOrDefault(offer => offer.Name == algorithm)?.Cycles;
    }

    private static string NameOf(GroupConvPeer peer) => peer.Prepared.Plan.Algorithm;

    private static Samples[] Measure(IEnumerable<GroupConvPeer> peers, int threads, Effort effort) =>
        [.. Interleaver.Run(threads, effort, [.. peers.Select(peer => (Action)peer.Run)]).Seconds];

    private static double FirstLook(Action run)
    {
        double least = double.PositiveInfinity;
        long start = Stopwatch.GetTimestamp();
        do
        {
            long call = Stopwatch.GetTimestamp();
            run();
            least = Math.Min(least, Stopwatch.GetElapsedTime(call).TotalSeconds);
        }
        while (Stopwatch.GetElapsedTime(start) < s_firstLook);
        return least;
    }
}
