using System.Buffers;
using System.Numerics.Tensors;
using GroupConv.Core.Algorithms;
using GroupConv.Core.Execution;
using GroupConv.Core.Parts;
using GroupConv.Core.Planning;
using GroupConv.Core.Specs;

namespace GroupConv.Core.Gradients;

/// <summary>
/// All decisions for the gradients of a layer on an input, made lazily. Callers see an immutable object.
/// </summary>
internal sealed class GradientPlan(ConvShape shape, string? algorithm, int threads)
{
    private readonly bool _folds = AdjointShape.Folds(shape);
    private readonly Lazy<ConvShape?> _adjoint = new(() => AdjointShape.Of(shape));
    private readonly Lazy<WeightGradient?> _weight = new(() => IsReference(algorithm) ? null : WeightGradient.For(shape, threads));
    private readonly Lazy<NRange[]?> _read = new(() => ReadOf(shape));
    private PlannedConv? _input;
    private PaddedGradients? _fold;

    public ConvShape Shape => shape;

    public string? Algorithm => algorithm;

    public int Threads => threads;

    /// <summary>The convolution that computes the input's gradient; null if the reference computes it.</summary>
    public PlannedConv? Input => IsReference(algorithm) || _adjoint.Value is null
        ? null
        : _input ??= Adjoint(Forced(_adjoint.Value) ?? Planner.Plan(_adjoint.Value, default, threads));

    /// <summary>The range of the output's gradient that some input contributes to; null if that is all of it.</summary>
    public NRange[]? Read => _read.Value;

    /// <summary>Adds gradients of copied padding to those of the original pixels; null if the padding contains no copies.</summary>
    public PaddedGradients? Fold => _fold ??= _folds && _adjoint.Value is { } padded
        ? new([.. padded.Output.Select(length => (nint)length)], new PaddingFold(shape))
        : null;

    /// <summary>The computation of the weight's gradient; null if the reference computes it.</summary>
    public WeightGradient? Weight => _weight.Value;

    public BiasGradient Bias { get; } = new(shape);

    /// <summary>
    /// The plan with the forced algorithm; null if none is forced, or if it refuses the adjoint (it may still support the forward
    /// convolution).
    /// </summary>
    private PlannedConv? Forced(ConvShape adjoint)
    {
        if (string.IsNullOrEmpty(algorithm))
            return null;
        try
        {
            return Planner.Plan(adjoint, algorithm, threads);
        }
        catch (ConvException refusal) when (refusal.Parameter == "algorithm")
        {
            return null;
        }
    }

    private static PlannedConv Adjoint(PlannedConv plan) =>
        plan with { Edges = EdgeOutputs.Of(plan.Shape, isAdjoint: true, plan.Prepared.Error is not null) };

    private static NRange[]? ReadOf(ConvShape shape)
    {
        long[] unread = AdjointShape.Unread(shape);
        if (unread.Max() == 0)
            return null;
        int first = shape.Output.Count - unread.Length;
        return [.. shape.Output.Select((length, d) => new NRange(0, (nint)(length - (d < first ? 0 : unread[d - first]))))];
    }

    private static bool IsReference(string? algorithm) =>
        !string.IsNullOrEmpty(algorithm) && AlgorithmTable.Named(algorithm) is ReferenceConvolution;
}

/// <summary>The gradient of a padded input: its lengths, and the work that folds it onto the input.</summary>
internal sealed record PaddedGradients(nint[] Padded, PaddingFold Work);

/// <summary>A cache of the latest plans for one layer's gradients. Thread-safe.</summary>
internal sealed class GradientPlanCache(ConvSpec spec)
{
    private const int Kept = 4;

    private GradientPlan[] _plans = [];

    /// <summary>
    /// The plan for an input and an output gradient of these lengths, with the environment's current algorithm and number of threads.
    /// </summary>
    public GradientPlan Get(ReadOnlySpan<nint> input, ReadOnlySpan<nint> gradOutput)
    {
        string? algorithm = Environment.GetEnvironmentVariable(AlgorithmTable.Variable);
        int threads = ConvExecution.ResolveThreads();
        var plans = Volatile.Read(ref _plans);
        foreach (var plan in plans)
        {
            if (plan.Threads == threads && plan.Algorithm == algorithm && plan.Shape.IsInput(input) && plan.Shape.IsOutput(gradOutput))
                return plan;
        }

        var added = new GradientPlan(Requirements.GradOutput(spec, input, gradOutput), algorithm, threads);
        Volatile.Write(ref _plans, [added, .. plans.Take(Kept - 1)]);
        return added;
    }
}
