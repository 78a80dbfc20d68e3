using System.Globalization;
using GroupConv.Core.Algorithms.Channels;
using GroupConv.Core.Algorithms.Channelwise;
using GroupConv.Core.Algorithms.Depthwise;
using GroupConv.Core.Algorithms.Direct;
using GroupConv.Core.Algorithms.Pointwise;
using GroupConv.Core.Algorithms.Spread;
using GroupConv.Core.Algorithms.Strips;
using GroupConv.Core.Algorithms.Winograd;
using GroupConv.Core.Kernels;
using GroupConv.Core.Planning;
using GroupConv.Core.Problems;
using GroupConv.Core.Specs;

namespace GroupConv.Core.Algorithms;

/// <summary>
/// All algorithms, in order. A row that computes a whole layer is chosen first. Otherwise the row with the fewest expected cycles is chosen
/// for each of the layer's problems; of equals, the first.
/// </summary>
internal static class AlgorithmTable
{
    /// <summary>The environment variable that forces a row.</summary>
    public const string Variable = "GROUPCONV_ALGORITHM";

    public static IReadOnlyList<IConvAlgorithm> Rows { get; } =
    [
        new ChannelwiseConvolution(VectorUnit.BestLanes),
        new DepthwiseConvolution(VectorUnit.BestLanes),
        new PointwiseConvolution(VectorUnit.BestLanes),
        new StripsConvolution(VectorUnit.BestLanes),
        new ChannelsConvolution(VectorUnit.BestLanes),
        new DirectConvolution(VectorUnit.BestLanes),
        new SpreadConvolution(VectorUnit.BestLanes),
        new WinogradConvolution(VectorUnit.BestLanes, outputs: null),
        new WinogradConvolution(VectorUnit.BestLanes, outputs: 2),
        new ReferenceConvolution(),
    ];

    private static string Names => string.Join(", ", Rows.Select(row => row.Name));

    /// <summary>The row that computes a whole layer: the forced one, or the first that offers to.</summary>
    /// <param name="shape">The layer applied to an input.</param>
    /// <param name="asked">The requested algorithm.</param>
    /// <param name="threads">The greatest number of threads that may share a run.</param>
    /// <returns>Null if there is none; then the layer's problems are computed one by one.</returns>
    public static Choice? ChooseWhole(ConvShape shape, AlgorithmRequest asked, int threads)
    {
        foreach (var row in Rows)
        {
            if (asked.IsForced && row.Name != asked.Name)
                continue;
            if (row.OfferWhole(shape, threads) is Offered way)
                return new Choice(row, way, asked.IsForced ? $"forced by {asked.Source}" : row.Reason);
        }

        return null;
    }

    /// <summary>The row for a problem: the one forced by name, otherwise the one with the fewest expected cycles.</summary>
    /// <param name="problem">The problem.</param>
    /// <param name="asked">The requested algorithm.</param>
    /// <param name="threads">The greatest number of threads that may share a run.</param>
    /// <param name="what">A description of the problem, for messages.</param>
    /// <exception cref="ConvException">No row has that name, or it refuses the problem.</exception>
    public static Choice Choose(ImageProblem problem, AlgorithmRequest asked, int threads, string what)
    {
        if (asked.IsForced)
            return Forced(problem, asked, threads, what);
        var offers = Rows.Select(row => (Row: row, Offer: row.Offer(problem, threads))).ToArray();
        if (asked.Winograd && WinogradConvolution.Pays(problem))
        {
            var winograd = offers.FirstOrDefault(offer => offer is { Row: WinogradConvolution, Offer: AskFor });
            const string allowedBy = $"allowed by {nameof(ConvOptions)}.{nameof(ConvOptions.Winograd)}";
            if (winograd.Offer?.Way is { } allowed)
                return new Choice(winograd.Row, allowed, $"{winograd.Row.Reason}; {allowedBy}");
        }

        (IConvAlgorithm Row, Offered Offer)? best = null;
        foreach ((var row, var offer) in offers)
        {
            if (offer is Offered offered && (best is null || offered.Cycles < best.Value.Offer.Cycles))
                best = (row, offered);
        }

        (var chosen, var way) = best!.Value;
        var others = offers.Where(offer => offer.Row != chosen).ToArray();
        return new Choice(chosen, way, string.Join("; ", [
            chosen.Reason,
            .. others.Select(other => Reservation(other.Row, other.Offer)).OfType<string>(),
            .. others.Select(other => Comparison(other.Row, other.Offer, way.Cycles)).OfType<string>()]));
    }

    /// <summary>The row with the requested name.</summary>
    /// <exception cref="ConvException">No row has that name.</exception>
    public static IConvAlgorithm Named(AlgorithmRequest asked) => Rows.FirstOrDefault(row => row.Name == asked.Name)
        ?? throw new ConvException(
            "algorithm", $"{asked.Asking(asked.Name)} is not known.", $"Algorithms: {Names}.", asked.Asking(Suggestion(asked.Name!)));

    /// <summary>The name to suggest: the same name in other case, otherwise the row that computes nearly every layer.</summary>
    private static string Suggestion(string name)
    {
        var meant = Rows.FirstOrDefault(row => row.Name.Equals(name.Trim(), StringComparison.OrdinalIgnoreCase));
        return (meant ?? Rows.First(row => row is DirectConvolution)).Name;
    }

    private static string? Reservation(IConvAlgorithm row, Offer offer) => offer switch
    {
        Refused { IsShown: true } refused => $"not {row.Name}: {refused.Why}",
        AskFor ask => $"not {row.Name} unless forced: {ask.Why}",
        _ => null,
    };

    private static string? Comparison(IConvAlgorithm row, Offer offer, double fewest) =>
        offer is Offered { Cycles: var cycles } && double.IsFinite(cycles)
        ? string.Create(CultureInfo.InvariantCulture, $"{row.Name} would take {cycles / fewest:0.0#} times the cycles")
        : null;

    private static Choice Forced(ImageProblem problem, AlgorithmRequest asked, int threads, string what)
    {
        var row = Named(asked);
        var offer = row.Offer(problem, threads);
        if (offer.Way is { } way)
            return new Choice(row, way, $"forced by {asked.Source}");
        string[] others = [.. Rows.Where(other => other.Offer(problem, threads).Way is not null).Select(other => other.Name)];
        throw new ConvException(
            "algorithm",
            $"{asked.Asking(asked.Name)} cannot compute {what}: {((Refused)offer).Why}.",
            $"These can: {string.Join(", ", others)}; without {asked.Source}, the best of them is chosen.",
            asked.Asking(others[0]));
    }
}

/// <summary>A chosen row.</summary>
/// <param name="Row">The row.</param>
/// <param name="Offer">Its offer for the problem or layer.</param>
/// <param name="Why">Why this row was chosen and the others not; phrases separated by <c>;</c>.</param>
internal sealed record Choice(IConvAlgorithm Row, Offered Offer, string Why);
