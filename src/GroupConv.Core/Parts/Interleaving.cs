using GroupConv.Core.Execution;
using GroupConv.Core.Kernels;
using GroupConv.Core.Planning;

namespace GroupConv.Core.Parts;

/// <summary>
/// Interleaves the outputs of two or more parts along the rows. An output that no tap reaches is the bias alone. The buffers' input holds
/// the parts' outputs one after another, each [volume, slice, channel, row, column].
/// </summary>
/// <param name="depth">The part of the depth axis.</param>
/// <param name="rows">The part of the vertical axis.</param>
/// <param name="columns">The parts of the horizontal axis, ordered by their first outputs.</param>
/// <param name="starts">For each of them, the offset of its outputs; −1 if it has no taps.</param>
/// <param name="volumes">Volumes of the batch.</param>
/// <param name="channels">Output channels.</param>
/// <param name="size">The lengths of the output.</param>
internal sealed unsafe class Interleaving(
    AxisPart depth, AxisPart rows, AxisPart[] columns, long[] starts, long volumes, int channels, long[] size) : IParallelWork
{
    private readonly bool _takesTurns = columns.Length == 2 && starts[0] >= 0 && starts[1] >= 0;
    private readonly long _planesPerItem = Math.Max(1, MachineCosts.Here.ItemCopies / Math.Max(1, rows.Outputs * size[2]));

    public long Items => (Planes + _planesPerItem - 1) / _planesPerItem;

    private long Planes => volumes * depth.Outputs * channels;

    public void Do(in ConvBuffers buffers, long item, int participant)
    {
        long end = Math.Min(Planes, (item + 1) * _planesPerItem);
        for (long plane = item * _planesPerItem; plane < end; plane++)
        {
            (long image, long channel) = Math.DivRem(plane, channels);
            (long volume, long slice) = Math.DivRem(image, depth.Outputs);
            long place = (volume * channels + channel) * size[0] + depth.FirstOutput + slice * depth.OutputStep;
            float* y = buffers.Y + (place * size[1] + rows.FirstOutput) * size[2];
            DoPlane(buffers.X, plane, buffers.Bias == null ? 0 : buffers.Bias[channel], y);
        }
    }

    private void DoPlane(float* parts, long plane, float bias, float* y)
    {
        for (long row = 0; row < rows.Outputs; row++, y += rows.OutputStep * size[2])
        {
            long from = plane * rows.Outputs + row;
            if (_takesTurns)
            {
                Interleave.Two(
                    parts + starts[0] + from * columns[0].Outputs, parts + starts[1] + from * columns[1].Outputs, y, (nint)size[2]);
                continue;
            }

            for (int i = 0; i < columns.Length; i++)
            {
                var column = columns[i];
                nint step = (nint)column.OutputStep, count = (nint)column.Outputs;
                if (starts[i] < 0)
                    Interleave.Fill(bias, y + column.FirstOutput, step, count);
                else
                    Interleave.OneOf(parts + starts[i] + from * count, y + column.FirstOutput, step, count);
            }
        }
    }
}
