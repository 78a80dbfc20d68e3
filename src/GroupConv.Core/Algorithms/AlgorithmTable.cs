using GroupConv.Core.Algorithms.Channelwise;
using GroupConv.Core.Algorithms.Depthwise;
using GroupConv.Core.Algorithms.Direct;
using GroupConv.Core.Kernels;
using GroupConv.Core.Specs;

namespace GroupConv.Core.Algorithms;

/// <summary>All algorithms, the preferred ones first. The first row that does not refuse a shape computes it.</summary>
internal static class AlgorithmTable
{
    /// <summary>The environment variable that forces a row.</summary>
    public const string Variable = "GROUPCONV_ALGORITHM";

    public static IReadOnlyList<IConvAlgorithm> Rows { get; } =
    [
        new ChannelwiseConvolution(PixelTiles.BestLanes),
        new DepthwiseConvolution(PixelTiles.BestLanes),
        new DirectConvolution(PixelTiles.BestLanes),
        new ReferenceConvolution(),
    ];

    /// <summary>The row for a shape: the one forced by name, else the first that can.</summary>
    /// <param name="shape">The layer on its input.</param>
    /// <param name="forced">A row's name, or null or empty.</param>
    /// <param name="why">Why this row.</param>
    /// <exception cref="ConvException">There is no row of that name, or it refuses the shape.</exception>
    public static IConvAlgorithm Choose(Conv2dShape shape, string? forced, out string why)
    {
        if (!string.IsNullOrEmpty(forced))
        {
            why = $"forced by {Variable}";
            return Forced(shape, forced);
        }

        var passed = new List<string>();
        foreach (var row in Rows)
        {
            if (row.Refusal(shape) is not { } refusal)
            {
                why = string.Join("; ", passed.Prepend(row.Reason));
                return row;
            }

            passed.Add($"not {row.Name}: {refusal}");
        }

        throw new InvalidOperationException("The last row of the table must take every shape.");
    }

    private static IConvAlgorithm Forced(Conv2dShape shape, string name)
    {
        string names = string.Join(", ", Rows.Select(row => row.Name));
        var row = Rows.FirstOrDefault(row => row.Name == name)
            ?? throw new ConvException("algorithm", $"{Variable}={name} is not known.", $"Algorithms: {names}.", $"{Variable}={Rows[0].Name}");
        return row.Refusal(shape) is { } refusal
            ? throw new ConvException("algorithm", $"{Variable}={name} cannot compute {shape.Spec}: {refusal}.", $"Algorithms: {names}; without {Variable}, one that can is chosen.")
            : row;
    }
}
