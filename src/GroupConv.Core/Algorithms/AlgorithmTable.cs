using System.Globalization;
using GroupConv.Core.Algorithms.Channels;
using GroupConv.Core.Algorithms.Channelwise;
using GroupConv.Core.Algorithms.Depthwise;
using GroupConv.Core.Algorithms.Direct;
using GroupConv.Core.Algorithms.Pointwise;
using GroupConv.Core.Algorithms.Strips;
using GroupConv.Core.Algorithms.Winograd;
using GroupConv.Core.Kernels;
using GroupConv.Core.Planning;
using GroupConv.Core.Problems;
using GroupConv.Core.Specs;

namespace GroupConv.Core.Algorithms;

/// <summary>
/// All algorithms, the special ones first. Of the rows that neither refuse a shape nor must be asked for, the one that expects the fewest cycles computes it; of
/// equals, the first.
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
        new WinogradConvolution(VectorUnit.BestLanes, outputs: null),
        new WinogradConvolution(VectorUnit.BestLanes, outputs: 2),
        new ReferenceConvolution(),
    ];

    private static string Names => string.Join(", ", Rows.Select(row => row.Name));

    /// <summary>The row for a shape: the one forced by name, else the one that expects the fewest cycles.</summary>
    /// <param name="problem">The problem.</param>
    /// <param name="asked">What is asked for.</param>
    /// <param name="why">Why this row.</param>
    /// <param name="whole">The layer that the problem belongs to, for messages.</param>
    /// <param name="isPart">Whether it is only a part of it.</param>
    /// <exception cref="ConvException">There is no row of that name, or it refuses the problem.</exception>
    public static IConvAlgorithm Choose(ImageProblem problem, AlgorithmRequest asked, out string why, ConvSpec whole, bool isPart)
    {
        if (asked.IsForced)
        {
            why = $"forced by {asked.Source}";
            return Forced(problem, asked, whole, isPart);
        }

        if (asked.Winograd && Rows.OfType<WinogradConvolution>().FirstOrDefault(row => row.Refusal(problem) is null && WinogradConvolution.Pays(problem)) is { } winograd)
        {
            why = $"{winograd.Reason}; allowed by {nameof(ConvOptions)}.{nameof(ConvOptions.Winograd)}";
            return winograd;
        }

        IConvAlgorithm? best = null;
        double fewest = 0;
        var others = new List<string>();
        foreach (var row in Rows)
        {
            if (Reservation(row, problem) is { } reservation)
            {
                // What must be asked for is news only where it could be had.
                if (row.OptIn(problem) is null || row.Refusal(problem) is null)
                    others.Add($"not {row.Name}{reservation}");
                continue;
            }

            double cycles = row.Cycles(problem);
            if (best is null || cycles < fewest)
                (best, fewest) = (row, cycles);
        }

        others.AddRange(Rows.Where(row => row != best && Reservation(row, problem) is null && double.IsFinite(row.Cycles(problem)) && fewest > 0)
            .Select(row => string.Create(CultureInfo.InvariantCulture, $"{row.Name} would take {row.Cycles(problem) / fewest:0.0#} times the cycles")));
        why = string.Join("; ", others.Prepend(best!.Reason));
        return best;
    }

    /// <summary>The row of a name.</summary>
    /// <exception cref="ConvException">There is none.</exception>
    public static IConvAlgorithm Named(AlgorithmRequest asked) => Rows.FirstOrDefault(row => row.Name == asked.Name)
        ?? throw new ConvException("algorithm", $"{asked.Asking(asked.Name)} is not known.", $"Algorithms: {Names}.", asked.Asking(Near(asked.Name!)));

    /// <summary>The row that may be meant; else the one that computes nearly everything.</summary>
    private static string Near(string name) =>
        (Rows.FirstOrDefault(row => row.Name.Equals(name.Trim(), StringComparison.OrdinalIgnoreCase)) ?? Rows.First(row => row is DirectConvolution)).Name;

    private static string? Reservation(IConvAlgorithm row, ImageProblem problem) =>
        row.Refusal(problem) is { } refusal ? $": {refusal}"
        : row.OptIn(problem) is { } optIn ? $" unless forced: {optIn}"
        : null;

    private static IConvAlgorithm Forced(ImageProblem problem, AlgorithmRequest asked, ConvSpec whole, bool isPart)
    {
        var row = Named(asked);
        if (row.Refusal(problem) is not { } refusal)
            return row;
        string[] others = [.. Rows.Where(other => other.Refusal(problem) is null).Select(other => other.Name)];
        throw new ConvException(
            "algorithm",
            $"{asked.Asking(asked.Name)} cannot compute {whole}{(isPart ? $", a part of which is {problem}" : "")}: {refusal}.",
            $"These can: {string.Join(", ", others)}; without {asked.Source}, the best of them is chosen.",
            asked.Asking(others[0]));
    }
}
