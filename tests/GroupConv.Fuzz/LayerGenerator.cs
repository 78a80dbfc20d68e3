using GroupConv.Core;
using GroupConv.Core.Algorithms;
using GroupConv.Core.Execution;
using GroupConv.Core.Specs;

namespace GroupConv.Fuzz;

/// <summary>Draws layers: all operators, all group counts that divide the channels, all padding modes, odd sizes.</summary>
internal ref struct LayerGenerator(ulong seed)
{
    // A case is judged in some milliseconds; some may take ten times as long, a few sixty times.
    private const double MostMacs = 4e4;
    private const double MostElements = 3e4;

    private SplitMix64 _random = new(seed);

    /// <summary>The layer of a seed, the same on every machine.</summary>
    public static FuzzLayer Draw(ulong seed) => new LayerGenerator(seed).Draw();

    private FuzzLayer Draw()
    {
        // The kind is not drawn again, or volumes, which are too large more often, would be rare.
        double size = OneIn(100) ? 60 : OneIn(10) ? 10 : 1;
        int dims = Next(1, 3);
        bool transposed = Next(1, 5) <= 2;
        while (true)
        {
            try
            {
                var layer = Next(dims, transposed);
                var cost = ConvCost.Of(layer.Shape);
                if (cost.Macs <= size * MostMacs && Math.Max(layer.Shape.InputElements, layer.Shape.OutputElements) <= size * MostElements)
                    return layer;
            }
            catch (ConvException)
            {
                // No layer that PyTorch would compute: the next one.
            }
        }
    }

    private FuzzLayer Next(int dims, bool transposed)
    {
        (int inChannels, int outChannels) = Channels();
        var valid = GroupArithmetic.ValidGroups(inChannels, outChannels);
        int groups = valid[Next(0, valid.Count - 1)];
        int most = OneIn(12) ? 11 : dims switch { 1 => 9, 2 => 5, _ => 3 };
        IntTuple kernel = OneIn(2) ? Next(1, most) : Numbers(dims, 1, most), dilation = OneIn(3) ? Numbers(dims, 1, 3) : 1;
        IntTuple stride = OneIn(2) ? 1 : OneIn(2) ? 2 : Numbers(dims, 1, OneIn(8) ? 9 : 4);
        var mode = transposed || OneIn(2) ? PaddingMode.Zeros : (PaddingMode)Next(1, 3);
        var padding = Next(1, 8) switch
        {
            1 => ConvPadding.Same,
            2 => ConvPadding.Valid,
            <= 5 => (ConvPadding)Numbers(dims, 0, 3),
            _ => Sides(dims, OneIn(5) ? 9 : 3),
        };
        IntTuple? outputPadding = null;
        if (transposed && OneIn(2))
        {
            int[] extra = new int[dims];
            for (int d = 0; d < dims; d++)
                extra[d] = Next(0, Math.Max(Of(stride, d), Of(dilation, d)) - 1);
            outputPadding = IntTuple.Create(extra);
        }

        var spec = new ConvSpec(dims, transposed, inChannels, outChannels, kernel, stride, padding, dilation, groups, OneIn(2), mode,
            outputPadding);
        nint[] lengths = Lengths(dims, inChannels);
        var numbers = OneIn(2) ? FuzzKind.Whole : OneIn(5) ? FuzzKind.Holed : FuzzKind.Real;
        bool strided = OneIn(4);
        int threads = Next(1, 4);
        string? algorithm = OneIn(3) ? AlgorithmTable.Rows[Next(0, AlgorithmTable.Rows.Count - 1)].Name : null;
        TensorShape? size = transposed && OneIn(3) ? OutputSize(spec, lengths) : default(TensorShape?);
        return new FuzzLayer(seed, spec, lengths, size, numbers, strided, threads, algorithm);
    }

    private (int In, int Out) Channels()
    {
        int groups = Next(1, 12);
        return Next(1, 6) switch
        {
            1 => (groups, groups * Next(1, 4)),
            2 => (Next(1, 70), Next(1, 70)),
            _ => (groups * Next(1, 6), groups * Next(1, 9)),
        };
    }

    private nint[] Lengths(int dims, int channels)
    {
        int most = dims switch { 1 => 90, 2 => 22, _ => 9 };
        var lengths = new List<nint>();
        if (!OneIn(5))
            lengths.Add(OneIn(20) ? 0 : Next(1, 3));
        lengths.Add(channels);
        for (int d = 0; d < dims; d++)
            lengths.Add(OneIn(15) ? Next(1, 4 * most) : Next(1, most));
        return [.. lengths];
    }

    private TensorShape OutputSize(ConvSpec spec, nint[] lengths)
    {
        var shape = ConvShape.Infer(spec, lengths);
        int[] size = new int[spec.Dims];
        for (int d = 0; d < size.Length; d++)
            size[d] = (int)shape.OutSize[d] - spec.OutputPadding[d] + Next(0, spec.Stride[d] - 1);
        return size;
    }

    private ConvPadding Sides(int dims, int most)
    {
        var sides = new (int, int)[dims];
        for (int d = 0; d < dims; d++)
            sides[d] = (Next(0, most), Next(0, most));
        return ConvPadding.Explicit(sides);
    }

    private IntTuple Numbers(int dims, int least, int most)
    {
        int[] numbers = new int[dims];
        for (int d = 0; d < dims; d++)
            numbers[d] = Next(least, most);
        return IntTuple.Create(numbers);
    }

    private static int Of(IntTuple numbers, int d) => numbers.Count == 1 ? numbers[0] : numbers[d];

    private bool OneIn(int chances) => Next(1, chances) == 1;

    private int Next(int least, int most) => least + (int)((_random.Next() >> 33) % (ulong)(most - least + 1));
}
