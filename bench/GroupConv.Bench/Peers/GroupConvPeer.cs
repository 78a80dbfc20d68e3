using System.Numerics.Tensors;
using GroupConv.Core;
using GroupConv.Core.Execution;
using GroupConv.Core.Planning;

namespace GroupConv.Bench.Peers;

/// <summary><see cref="Conv2d"/> as a caller uses it: <c>Forward(x, destination)</c> with threads and algorithm set for the process.</summary>
internal sealed class GroupConvPeer : IPeer
{
    private const string AlgorithmVariable = "GROUPCONV_ALGORITHM";
    private readonly Tensor<float> _x;
    private readonly Tensor<float> _y;

    public GroupConvPeer(LayerData data, int threads)
    {
        var layer = data.Layer;
        ConvExecution.Threads = threads;
        if (layer.Algorithm is not null)
            Environment.SetEnvironmentVariable(AlgorithmVariable, layer.Algorithm);
        Output = data.NewOutput();
        _x = data.Input.AsTensor(layer.InputLengths);
        _y = Output.AsTensor(layer.OutputLengths);
        nint[] weightLengths = [.. layer.Spec.WeightShape.Select(length => (nint)length)];
        Conv = new Conv2d(layer.Spec, Tensor.Create(data.Weight, weightLengths), Tensor.Create(data.Bias, [data.Bias.Length]));
    }

    public Conv2d Conv { get; }

    public AlignedFloats Output { get; }

    /// <summary>What runs. Throws where the forced algorithm is not there or refuses the shape.</summary>
    public ConvPlan Plan() => Conv.Plan(_x.Lengths);

    private PreparedConv2d? _p; public void Run() => (_p ??= Conv.Prepare(_x.Lengths)).Forward(_x, _y);

    /// <summary>The convenient form, which makes its output.</summary>
    public Tensor<float> RunNew() => Conv.Forward(_x);

    public void Dispose()
    {
        Environment.SetEnvironmentVariable(AlgorithmVariable, null);
        ConvExecution.Threads = null;
    }
}
