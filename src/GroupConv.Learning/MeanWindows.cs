using System.Numerics.Tensors;

namespace GroupConv.Learning;

/// <summary>A window in one dimension.</summary>
/// <param name="First">Its first pixel.</param>
/// <param name="End">The pixel after its last.</param>
/// <param name="Count">Number of values to average over, including zeros of the padding.</param>
internal readonly record struct MeanWindow(int First, int End, int Count);

/// <summary>Means of rectangles and their gradients, for the layers of average pooling.</summary>
internal sealed class MeanWindows
{
    private readonly ReusedTensor _output = new("The output");
    private readonly ReusedTensor _gradInput = new("The gradient with respect to the input");
    private nint[] _inputLengths = [];
    private MeanWindow[] _rows = [];
    private MeanWindow[] _columns = [];

    /// <summary>Computes the means.</summary>
    /// <param name="x">The input.</param>
    /// <param name="output">The lengths of the output.</param>
    /// <param name="windows">Creates the windows of rows and columns, after the check that the output fits this machine's memory.</param>
    public Tensor<float> Compute(Tensor<float> x, ReadOnlySpan<nint> output, Func<(MeanWindow[] Rows, MeanWindow[] Columns)> windows)
    {
        var y = _output.Of(output);
        var (rows, columns) = windows();
        (_inputLengths, _rows, _columns) = (x.Lengths.ToArray(), rows, columns);
        ReadOnlySpan<float> xs = Spans.Of(x);
        var ys = Spans.Of(y);
        int height = (int)x.Lengths[^2], width = (int)x.Lengths[^1];
        for (int i = 0, plane = 0; i < ys.Length; plane += height * width)
        {
            foreach (var row in rows)
            {
                foreach (var column in columns)
                {
                    double sum = 0;
                    for (int h = row.First; h < row.End; h++)
                    {
                        foreach (float value in xs.Slice(plane + h * width + column.First, column.End - column.First))
                            sum += value;
                    }

                    ys[i++] = (float)(sum / ((double)row.Count * column.Count));
                }
            }
        }

        return y;
    }

    public Tensor<float> Differentiate(Tensor<float> gradOutput)
    {
        var gradInput = _gradInput.Of(_inputLengths);
        gradInput.Fill(0);
        var sums = Spans.Of(gradInput);
        ReadOnlySpan<float> gradients = Spans.Of(gradOutput);
        int height = (int)_inputLengths[^2], width = (int)_inputLengths[^1];
        for (int i = 0, plane = 0; i < gradients.Length; plane += height * width)
        {
            foreach (var row in _rows)
            {
                foreach (var column in _columns)
                {
                    float gradient = (float)(gradients[i++] / ((double)row.Count * column.Count));
                    for (int h = row.First; h < row.End; h++)
                    {
                        foreach (ref float sum in sums.Slice(plane + h * width + column.First, column.End - column.First))
                            sum += gradient;
                    }
                }
            }
        }

        return gradInput;
    }
}
