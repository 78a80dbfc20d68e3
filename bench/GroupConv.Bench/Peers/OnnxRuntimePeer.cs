using GroupConv.Bench.Layers;
using GroupConv.OnnxPeer;
using Microsoft.ML.OnnxRuntime;

namespace GroupConv.Bench.Peers;

/// <summary>ONNX Runtime with everything prepared beforehand: weights packed at load, input and output bound to fixed memory.</summary>
internal sealed class OnnxRuntimePeer : IPeer
{
    /// <summary>
    /// How long its workers spin after a call. By default they spin for a number of iterations, up to a second on some CPUs, and would take
    /// a core from the next measurement. Calls follow each other within microseconds, so workers never park in between; the section "spin"
    /// checks that.
    /// </summary>
    private const string SpinMicroseconds = "2000";

    private readonly SessionOptions _options;
    private readonly InferenceSession _session;
    private readonly RunOptions _runOptions = new();
    private readonly OrtValue _x;
    private readonly OrtValue _y;
    private readonly OrtIoBinding _binding;

    public OnnxRuntimePeer(LayerData data, int threads, bool limitSpin = true)
        : this(data, OnnxModel.Of(data.Layer.Shape, data.Weight, data.Bias), threads, limitSpin)
    {
    }

    public OnnxRuntimePeer(LayerData data, byte[] model, int threads, bool limitSpin = true)
    {
        var shape = data.Layer.Shape;
        _options = new SessionOptions
        {
            IntraOpNumThreads = threads,
            InterOpNumThreads = 1,
            ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,
            GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR,
        };
        _options.AddSessionConfigEntry("session.intra_op.allow_spinning", "1");
        if (limitSpin)
            _options.AddSessionConfigEntry("session.intra_op.spin_duration_us", SpinMicroseconds);
        _session = new InferenceSession(model, _options);
        Output = data.NewOutput();
        _x = OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, data.Input.Memory, [.. shape.Input]);
        _y = OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, Output.Memory, [.. shape.Output]);
        _binding = _session.CreateIoBinding();
        _binding.BindInput(OnnxModel.Input, _x);
        _binding.BindOutput(OnnxModel.Output, _y);
    }

    /// <summary>The settings, for the reports.</summary>
    public static string Settings =>
        "weights as initializers (packed at load), input and output bound with OrtIoBinding, graph optimisation all, sequential, "
        + $"intra_op_num_threads as stated, spinning allowed for {SpinMicroseconds} µs";

    public static string Version => OrtEnv.Instance().GetVersionString();

    public AlignedFloats Output { get; }

    public void Run() => _session.RunWithBinding(_runOptions, _binding);

    public void Dispose()
    {
        _binding.Dispose();
        _y.Dispose();
        _x.Dispose();
        _runOptions.Dispose();
        _session.Dispose();
        _options.Dispose();
    }
}
