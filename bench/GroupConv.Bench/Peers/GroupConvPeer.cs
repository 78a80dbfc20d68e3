using System.Numerics.Tensors;
using GroupConv.Core;
using GroupConv.Core.Execution;

namespace GroupConv.Bench.Peers;

/// <summary>
/// Our fastest use: a prepared layer, whose weight is packed beforehand like ONNX Runtime's, and <c>Forward(x, destination)</c>.
/// </summary>
internal sealed class GroupConvPeer : IPeer
{
    private const string AlgorithmVariable = "GROUPCONV_ALGORITHM";
    private readonly Tensor<float> _x;
    private readonly Tensor<float> _y;
    private readonly string? _algorithm;
    private PreparedConv? _prepared;

    /// <summary>Creates the layer.</summary>
    /// <param name="data">The layer and its data.</param>
    /// <param name="threads">Threads, set for the process until this is disposed.</param>
    /// <param name="algorithm">The row of the algorithm table to force, if the layer itself forces none.</param>
    public GroupConvPeer(LayerData data, int threads, string? algorithm = null)
    {
        var layer = data.Layer;
        _algorithm = layer.Algorithm ?? algorithm;
        ConvExecution.Threads = threads;
        Output = data.NewOutput();
        _x = data.Input.AsTensor(layer.InputLengths);
        _y = Output.AsTensor(layer.OutputLengths);
        nint[] weightLengths = [.. layer.Spec.WeightShape.Select(length => (nint)length)];
        Conv = ConvLayer.Create(layer.Spec, Tensor.Create(data.Weight, weightLengths), Tensor.Create(data.Bias, [data.Bias.Length]));
    }

    public ConvLayer Conv { get; }

    public AlignedFloats Output { get; }

    /// <summary>The prepared layer. Throws if the forced algorithm does not exist or refuses the shape.</summary>
    public PreparedConv Prepared => _prepared ??= Prepare();

    public void Run() => Prepared.Forward(_x, _y);

    /// <summary>The layer itself, which reads its weight in each call.</summary>
    public void RunLayer() => Conv.Forward(_x, _y);

    /// <summary>The convenient form, which allocates its output.</summary>
    public Tensor<float> RunNew() => Conv.Forward(_x);

    public void Dispose()
    {
        _prepared?.Dispose();
        ConvExecution.Threads = null;
    }

    // The variable is read only when a layer is planned.
    private PreparedConv Prepare()
    {
        string? before = Environment.GetEnvironmentVariable(AlgorithmVariable);
        Environment.SetEnvironmentVariable(AlgorithmVariable, _algorithm ?? before);
        try
        {
            return Conv.Prepare(_x.Lengths);
        }
        finally
        {
            Environment.SetEnvironmentVariable(AlgorithmVariable, before);
        }
    }
}
