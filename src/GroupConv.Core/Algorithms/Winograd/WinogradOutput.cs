using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;
using GroupConv.Core.Execution;
using GroupConv.Core.Kernels;

namespace GroupConv.Core.Algorithms.Winograd;

/// <summary>The second step of a unit of work: computes the products of its tiles, transforms them and writes the output.</summary>
internal sealed unsafe class WinogradOutput(WinogradBlocking b)
{
    private readonly WinogradKernels _kernels = WinogradKernels.Get(b.Lanes, b.Outputs);
    private readonly PinnedTable _constants = new(WinogradKernels.SumsConstants(b.Outputs));
    private readonly long _plane = b.Problem.OutPlane;

    /// <summary>Computes the outputs of a part of a unit's output channels.</summary>
    /// <param name="buffers">The memory of the run.</param>
    /// <param name="unit">Group and block of tiles.</param>
    /// <param name="part">Which part.</param>
    /// <param name="data">The transformed tiles of the unit.</param>
    /// <param name="scratch">The thread's memory for products.</param>
    public void Multiply(in ConvBuffers buffers, long unit, int part, float* data, float* scratch)
    {
        (long group, long block) = Math.DivRem(unit, b.Blocks);
        long firstTile = b.BlockStart(block);
        int tiles = (int)(b.BlockStart(block + 1) - firstTile);
        int first = (int)((long)b.OutBlocks * part / b.OutParts), last = (int)((long)b.OutBlocks * (part + 1) / b.OutParts);
        float* weight = buffers.Packed + group * b.Positions * b.WeightPosition;
        for (int chunk = first; chunk < last; chunk += b.ChunkBlocks)
        {
            int end = Math.Min(chunk + b.ChunkBlocks, last);
            for (int position = 0; position < b.Positions; position++)
            {
                for (int outBlock = chunk; outBlock < end; outBlock++)
                {
                    float* products = scratch + (outBlock - chunk) * ProductTiles.MostVectors * b.ProductVector + position * b.Lanes;
                    TakeProducts(weight + position * b.WeightPosition, outBlock, data + position * b.DataPosition, tiles, products);
                }
            }

            Write(buffers, group, chunk * b.BlockChannels, Math.Min(end * b.BlockChannels, b.OutChannels), firstTile, tiles, scratch);
        }
    }

    /// <summary>
    /// The matrix product for one position and the output channels of a register tile: (output channels × input channels) · (input channels
    /// × tiles).
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void TakeProducts(float* weight, int outBlock, float* data, int tiles, float* products)
    {
        int vectors = b.VectorsOf(outBlock), most = b.MostNumbers(vectors), count = (tiles + most - 1) / most;
        // Register tiles are as even as possible: the first ones may have one number more.
        (int numbers, int more) = Math.DivRem(tiles, count);
        ProductArguments arguments;
        arguments.LeftStride = b.DataChannel;
        arguments.Right = weight + (long)outBlock * b.BlockChannels * b.InChannels;
        arguments.Depth = b.InChannels;
        arguments.DestinationStride = b.ProductTile;
        arguments.DestinationVector = (nint)b.ProductVector;
        if (more > 0)
        {
            arguments.Left = data;
            arguments.Tiles = more;
            arguments.Destination = products;
            ProductTiles.Get(b.Lanes, vectors, numbers + 1)(&arguments);
        }

        int done = more * (numbers + 1);
        arguments.Left = data + done;
        arguments.Tiles = count - more;
        arguments.Destination = products + (long)done * b.ProductTile;
        ProductTiles.Get(b.Lanes, vectors, numbers)(&arguments);
    }

    /// <summary>Applies the output transform and the bias, and writes the pixels to their rows, without those beyond the edge.</summary>
    private void Write(in ConvBuffers buffers, long group, int firstChannel, int lastChannel, long firstTile, int tiles, float* products)
    {
        float* half = products + b.ProductFloats, bias = half + b.Outputs * (b.Outputs + 2) * b.Lanes, sums = bias + b.Lanes;
        WinogradSumsArguments arguments;
        arguments.Constants = (float*)_constants.Pointer;
        arguments.SourceTile = b.ProductTile;
        arguments.Half = half;
        arguments.Bias = bias;
        arguments.Destination = sums;
        for (int channel = firstChannel; channel < lastChannel; channel += b.Lanes, products += b.ProductVector)
        {
            int channels = Math.Min(b.Lanes, lastChannel - channel);
            long output = group * b.OutChannels + channel;
            new Span<float>(bias, b.Lanes).Clear();
            if (buffers.Bias != null)
                new ReadOnlySpan<float>(buffers.Bias + output, channels).CopyTo(new Span<float>(bias, channels));
            for (int done = 0, count; done < tiles; done += count)
            {
                (long image, int tileRow, int tileColumn) = b.Place(firstTile + done);
                count = Math.Min(Math.Min(b.SumTiles, tiles - done), b.TileColumns - tileColumn);
                int row = b.Outputs * tileRow, column = b.Outputs * tileColumn;
                int rows = Math.Min(b.Outputs, (int)b.Problem.Rows.Out - row);
                int columns = Math.Min(b.Outputs * count, (int)b.Problem.Columns.Out - column);
                float* y = buffers.Y + (image * b.Problem.AllOutChannels + output) * _plane + row * b.Problem.Columns.Out + column;
                PrefetchOutput(y, channels, rows, columns);
                arguments.Source = products + (long)done * b.ProductTile;
                arguments.Tiles = count;
                _kernels.Sums(&arguments);
                for (int i = 0; i < rows; i++)
                {
                    Transposition.Run(
                        sums + (long)i * b.Outputs * count * b.Lanes,
                        b.Lanes,
                        y + i * b.Problem.Columns.Out,
                        (nint)_plane,
                        columns,
                        channels);
                }
            }
        }
    }

    /// <summary>Prefetches the output rows. There are too many of them for the hardware prefetcher, which follows few streams.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void PrefetchOutput(float* y, int channels, int rows, int columns)
    {
        if (!Sse.IsSupported)
            return;
        for (int c = 0; c < channels; c++, y += _plane)
        {
            float* row = y;
            for (int i = 0; i < rows; i++, row += b.Problem.Columns.Out)
            {
                for (int ahead = 0; ahead < columns; ahead += 16)
                    Sse.Prefetch0(row + ahead);
            }
        }
    }
}
