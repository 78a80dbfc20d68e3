using GroupConv.Core;
using GroupConv.Core.Specs;

namespace GroupConv.Fuzz;

/// <summary>Judges the layer of a seed. Threads and algorithm are set for the process, so cases run one at a time.</summary>
internal static class FuzzCase
{
    /// <summary>Judges it.</summary>
    /// <returns>The layer as it was called.</returns>
    /// <exception cref="FuzzFailure">Something is not as it should be.</exception>
    public static FuzzLayer Run(ulong seed)
    {
        var layer = LayerGenerator.Draw(seed);
        using var threads = new OnThreads(layer.Threads);
        try
        {
            var numbers = new FuzzNumbers(layer);
            // A transform of tiles spreads NaN over them.
            if (layer.Algorithm is not null && (!Computes(layer, numbers)
                || (layer.Numbers == FuzzKind.Holed && layer.Algorithm.StartsWith("winograd", StringComparison.Ordinal))))
                layer = layer with { Algorithm = null };
            using var forced = new Forced(layer.Algorithm);
            ForwardCheck.Run(layer, numbers);
            // The gradient of the input would be as inexact as a forced transform is.
            using var exact = new Forced(layer.Algorithm?.StartsWith("winograd", StringComparison.Ordinal) == true ? null
                : layer.Algorithm);
            GradientCheck.Run(layer, numbers);
            return layer;
        }
        catch (Exception failure)
        {
            string told = failure is FuzzFailure ? failure.Message : $"{failure.GetType().Name}: {failure.Message}\n{failure.StackTrace}";
            throw new FuzzFailure($"{layer}\n{told}", failure);
        }
    }

    private static bool Computes(FuzzLayer layer, FuzzNumbers numbers)
    {
        using var forced = new Forced(layer.Algorithm);
        try
        {
            _ = numbers.Layer.Plan(numbers.Input.Lengths);
            return layer.OutputSize is null || ((ConvTransposeLayer)numbers.Layer).Plan(numbers.Input.Lengths,
                layer.OutputSize.Value) is not null;
        }
        catch (ConvException refusal) when (refusal.Parameter == "algorithm")
        {
            return false;
        }
    }
}
