using System.Numerics.Tensors;
using GroupConv.Core;
using GroupConv.Core.Execution;

namespace GroupConv.Bench.Peers;

/// <summary>
/// Ours as a caller who wants speed uses it: a prepared layer, its weight packed beforehand as ONNX Runtime's is, and <c>Forward(x, destination)</c>; threads
/// and algorithm are set for the process.
/// </summary>
internal sealed class GroupConvPeer : IPeer
{
    private const string AlgorithmVariable = "GROUPCONV_ALGORITHM";
    private readonly Tensor<float> _x;
    private readonly Tensor<float> _y;
    private PreparedConv? _prepared;

    public GroupConvPeer(LayerData data, int threads)
    {
        var layer = data.Layer;
        ConvExecution.Threads = threads;
        if (layer.Algorithm is not null)
            Environment.SetEnvironmentVariable(AlgorithmVariable, layer.Algorithm);
        Output = data.NewOutput();
        _x = data.Input.AsTensor(layer.InputLengths);
        _y = Output.AsTensor(layer.OutputLengths);
        Conv = new Conv2d(layer.Spec, Tensor.Create(data.Weight, layer.Spec.WeightShape), Tensor.Create(data.Bias, [data.Bias.Length]));
    }

    public Conv2d Conv { get; }

    public AlignedFloats Output { get; }

    /// <summary>What was prepared. Throws where the forced algorithm is not there or refuses the shape.</summary>
    public PreparedConv Prepared => _prepared ??= Conv.Prepare(_x.Lengths);

    public void Run() => Prepared.Forward(_x, _y);

    /// <summary>The layer itself, which reads its weight anew.</summary>
    public void RunLayer() => Conv.Forward(_x, _y);

    /// <summary>The convenient form, which makes its output.</summary>
    public Tensor<float> RunNew() => Conv.Forward(_x);

    public void Dispose()
    {
        _prepared?.Dispose();
        Environment.SetEnvironmentVariable(AlgorithmVariable, null);
        ConvExecution.Threads = null;
    }
}
