using System.Numerics.Tensors;
using GroupConv.Core;
using GroupConv.Core.Execution;
using GroupConv.Core.Specs;
using GroupConv.Interactive.Results;

namespace GroupConv.Interactive.Engine.Requests;

/// <summary>What <c>prove</c> was asked.</summary>
/// <param name="Layer">The layer.</param>
/// <param name="Input">Its input; null for random numbers.</param>
/// <param name="Seed">The seed of new weights and random input; null where it was not given.</param>
internal sealed record ProveRequest(Layer Layer, TensorInput? Input, int? Seed)
{
    // No cell has to import the namespace.
    private const string Tensors = "System.Numerics.Tensors.Tensor";

    // A random input is small: the comparison needs no more, and a dense layer of many groups takes long.
    private const int MostSide = 16;

    /// <summary>Computes the layer and what it equals.</summary>
    /// <exception cref="ConvException">The input does not fit, or there is not enough memory.</exception>
    /// <exception cref="OperationCanceledException">The user interrupted.</exception>
    public ProveResult Answer(Notebook notebook)
    {
        var spec = Layer.Spec;
        var lengths = Input is null ? RandomLengths(spec) : new TensorShape(Input.Value.Lengths);
        var shape = ConvShape.Infer(spec, lengths);
        ConvExecution.RequireMemory(shape);
        bool hasWeights = Layer.Source is { Weights: not null };
        var (conv, layerCSharp) = Layer.WithWeights(hasWeights ? null : Seed);
        var x = Input?.Value ?? RandomTensor(lengths, Seed ?? 0);
        string xCSharp = Input?.CSharp ?? "x", set = (hasWeights && layerCSharp == "conv" ? "" : $"var conv = {layerCSharp}; ")
            + (Input is null ? RandomCSharp(lengths, Seed ?? 0) : "");
        var y = conv.Forward(x, notebook.Cancellation);
        double largest = Largest(y);
        var proofs = new List<Proof>
        {
            Compare(Equivalence.SideBySide, ConvEquivalence.SideBySide(conv, x, notebook.Cancellation),
                $"ConvEquivalence.SideBySide(conv, {xCSharp})"),
        };
        if (spec.Groups > 1)
        {
            proofs.Add(Compare(
                Equivalence.BlockDiagonal,
                ConvEquivalence.BlockDiagonal(conv).Forward(x, notebook.Cancellation),
                $"ConvEquivalence.BlockDiagonal(conv).Forward({xCSharp})"));
        }

        if (spec.IsDepthwise)
        {
            proofs.Add(Compare(
                Equivalence.PerChannel, ConvEquivalence.PerChannel(conv, x, notebook.Cancellation),
                    $"ConvEquivalence.PerChannel(conv, {xCSharp})"));
        }

        return new ProveResult(shape, proofs, Input?.Source ?? FormattableString.Invariant($"random, seed {Seed ?? 0}"), largest);

        Proof Compare(Equivalence kind, Tensor<float> other, string call)
        {
            double most = ConvEquivalence.MaxAbsDifference(y, other);
            double ulp = most == 0 ? 0 : most / Math.Max(float.Epsilon, MathF.BitIncrement((float)largest) - largest);
            return new Proof(kind, most, ulp, Differing(y, other),
                $"{set}ConvEquivalence.MaxAbsDifference(conv.Forward({xCSharp}), {call})");
        }
    }

    private static TensorShape RandomLengths(ConvSpec spec)
    {
        var (size, _) = InputSize.For(spec);
        var least = size.Select((length, d) => Math.Min(length, Math.Max(MostSide, InputSize.Least(spec, d))));
        return [1, spec.InChannels, .. least];
    }

    private static Tensor<float> RandomTensor(TensorShape lengths, int seed)
    {
        var x = Tensor.CreateFromShape<float>(lengths);
        Tensor.FillUniformDistribution<float>(x, new Random(seed));
        return x;
    }

    private static string RandomCSharp(TensorShape lengths, int seed) => FormattableString.Invariant(
        $"var x = {Tensors}.CreateFromShape<float>({CSharpText.Lengths(lengths)}); {Tensors}.FillUniformDistribution<float>(x, new System.Random({seed})); ");

    private static double Largest(Tensor<float> tensor)
    {
        double largest = 0;
        foreach (float value in tensor)
            largest = float.IsFinite(value) ? Math.Max(largest, Math.Abs(value)) : largest;
        return largest;
    }

    private static long Differing(Tensor<float> a, Tensor<float> b)
    {
        long count = 0;
        using var others = b.GetEnumerator();
        foreach (float value in a)
        {
            others.MoveNext();
            count += value.Equals(others.Current) ? 0 : 1;
        }

        return count;
    }
}
