using GroupConv.Core.Specs;
using Microsoft.ML.OnnxRuntime;

namespace GroupConv.OnnxPeer;

/// <summary>Computes a layer once, by ONNX Runtime in this process.</summary>
internal static class OnnxRuntimeCall
{
    /// <summary>Whether it has such a layer: not on empty batches, nor with an output padding of a stride or more, which PyTorch allows
    /// where it is less than the dilation.</summary>
    public static bool Knows(ConvShape shape) => shape.OutputElements > 0
        && !Enumerable.Range(0, shape.Spec.Dims).Any(d => shape.OutputPadding[d] >= shape.Spec.Stride[d]);

    /// <summary>The output of a layer.</summary>
    /// <param name="shape">The layer on its input.</param>
    /// <param name="x">The input, row by row.</param>
    /// <param name="weight">The weight as PyTorch and ONNX have it.</param>
    /// <param name="bias">The bias, or nothing.</param>
    /// <exception cref="OnnxRuntimeException">It has no such layer.</exception>
    public static float[] Run(ConvShape shape, float[] x, float[] weight, float[] bias)
    {
        using var options = new SessionOptions
        {
            IntraOpNumThreads = 1,
            InterOpNumThreads = 1,
            ExecutionMode = ExecutionMode.ORT_SEQUENTIAL,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL,
        };
        using var session = new InferenceSession(OnnxModel.Of(shape, weight, bias), options);
        using var input = OrtValue.CreateTensorValueFromMemory(x, [.. OnnxModel.Batched(shape, shape.Input)]);
        using var run = new RunOptions();
        using var outputs = session.Run(run, [OnnxModel.Input], [input], [OnnxModel.Output]);
        return outputs[0].GetTensorDataAsSpan<float>().ToArray();
    }
}
