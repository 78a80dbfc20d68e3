using GroupConv.Core.Execution;
using GroupConv.Core.Kernels;
using GroupConv.Core.Specs;

namespace GroupConv.Core.Gradients;

/// <summary>The gradient with respect to the weight: plan and run. Immutable to its users.</summary>
internal sealed unsafe class WeightGradient
{
    private static readonly int[] s_widths = [16, 8, 4, 1];

    private readonly ConvShape _shape;
    private readonly WeightWork _work;

    // Asked once, because querying the available memory takes time and allocates.
    private bool _fits;

    public WeightGradient(ConvShape shape, int lanes, WeightLanes way, int threads)
    {
        (_shape, Way) = (shape, way);
        _work = way switch
        {
            WeightLanes.Groups => new GroupWeightRun(new GroupWeightBlocking(shape, lanes, threads)),
            WeightLanes.Strips => new StripWeightRun(new StripWeightBlocking(shape, lanes, threads)),
            _ => new WeightRun(new WeightBlocking(shape, lanes, way == WeightLanes.Channels, threads)),
        };
    }

    /// <summary>What the lanes of its vectors are.</summary>
    public WeightLanes Way { get; }

    /// <summary>The fastest way for a shape, by the estimates; null if the shape is too large or empty.</summary>
    public static WeightGradient? For(ConvShape shape, int threads)
    {
        if (shape.OutputElements == 0 || !WeightBlocking.Fits(shape))
            return null;
        (int lanes, var way) = s_widths
            .Where(lanes => lanes <= VectorUnit.BestLanes && (lanes > 1 || VectorUnit.BestLanes == 1))
            .SelectMany(lanes => Enum.GetValues<WeightLanes>().Where(way => Fits(shape, lanes, way)).Select(way => (lanes, way)))
            .MinBy(way => WeightCycles.Of(shape, way.lanes, way.way));
        return new WeightGradient(shape, lanes, way, threads);
    }

    /// <summary>Whether this way supports vectors of this width.</summary>
    public static bool Fits(ConvShape shape, int lanes, WeightLanes way) => way switch
    {
        WeightLanes.Strips => StripWeightBlocking.Fits(shape, lanes),
        WeightLanes.Groups => GroupWeightBlocking.Fits(shape, lanes),
        _ => true,
    };

    /// <summary>Computes it.</summary>
    /// <param name="x">The layer's input.</param>
    /// <param name="gradOutput">The gradient with respect to its output.</param>
    /// <param name="gradWeight">Receives the gradient with respect to the weight.</param>
    /// <param name="cancellation">Checked between items of work.</param>
    /// <exception cref="ConvException">The workspace does not fit this machine's memory.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public void Run(float* x, float* gradOutput, float* gradWeight, Cancellation cancellation)
    {
        double bytes = sizeof(float) * (double)_work.Cut.ScratchFloats;
        _fits = _fits || MemoryBudget.Has(bytes);
        if (!_fits)
        {
            throw MemoryBudget.TooLarge(
                $"The workspace of the weight's gradient for {_shape.Spec} on {ConvShape.Shape(_shape.Input)}", bytes);
        }

        using var memory = Workspace.Rent((long)bytes);
        bool transposed = _shape.Spec.Transposed;
        // Narrow tensor, wide tensor, and the sums.
        var buffers = new ConvBuffers(transposed ? x : gradOutput, transposed ? gradOutput : x, null, gradWeight, null, memory.Floats);
        WorkerPool.Run(_work, buffers, _work.Cut.Items, _work.Cut.Threads, cancellation);
        _work.AddParts(buffers);
    }
}
