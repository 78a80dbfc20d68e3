using System.Globalization;
using GroupConv.Core.Specs;

namespace GroupConv.Learning;

/// <summary>Checks of hyperparameters and inputs.</summary>
internal static class Require
{
    /// <summary>Requires an integer of at least 1.</summary>
    public static int Positive(string name, int value) => value >= 1
        ? value
        : throw new ConvException(
            name,
            string.Create(CultureInfo.InvariantCulture, $"{name}={value} is not a positive number."),
            "At least 1.");

    /// <summary>Requires a pair of integers of at least a minimum.</summary>
    public static IntTuple Pair(string name, IntTuple value, int least)
    {
        var pair = value.Expand(name, 2);
        return pair[0] >= least && pair[1] >= least
            ? pair
            : throw new ConvException(
                name,
                $"{name}={pair} is out of range.",
                string.Create(CultureInfo.InvariantCulture, $"At least {least} in each dimension."));
    }

    /// <summary>Requires a number in a range.</summary>
    public static double Range(string name, double value, double least, double most, bool mostIncluded = true)
    {
        if (value >= least && (value < most || (mostIncluded && value == most)))
            return value;
        string range = double.IsPositiveInfinity(most)
            ? string.Create(CultureInfo.InvariantCulture, $"At least {least}.")
            : string.Create(CultureInfo.InvariantCulture, $"From {least} to {(mostIncluded ? "" : "below ")}{most}.");
        throw new ConvException(name, string.Create(CultureInfo.InvariantCulture, $"{name}={value} is out of range."), range);
    }

    /// <summary>Requires images: (N, C, H, W), or (C, H, W) if unbatched input is allowed; height and width at least 1.</summary>
    public static void Images(string layer, TensorShape lengths, bool unbatched)
    {
        if (lengths.Count != 4 && !(unbatched && lengths.Count == 3))
        {
            throw new ConvException(
                "input",
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"The input {lengths} has {lengths.Count} {(lengths.Count == 1 ? "dimension" : "dimensions")}."),
                $"{layer} takes 4 (N, C, H, W){(unbatched ? ", or 3 (C, H, W) for one image" : "")}.");
        }

        if (lengths[^1] < 1 || lengths[^2] < 1)
        {
            throw new ConvException(
                "input", $"The input {lengths} has no pixels.", "Height and width are at least 1; only the batch may be 0.");
        }
    }
}
