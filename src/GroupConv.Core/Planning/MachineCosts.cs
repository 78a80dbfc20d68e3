using GroupConv.Core.Kernels;

namespace GroupConv.Core.Planning;

/// <summary>
/// The cost model of a machine, by the number of lanes of its vectors. Times are cycles of one core, sizes count floats. The value at a
/// property holds for all widths; the tables in this file list the exceptions. <c>./run bench --section costs</c> measures the costs that
/// can be measured alone.
/// </summary>
/// <remarks>
/// The values come from three machines: Zen 3 (AMD EPYC, AVX2), Ice Lake (Intel Xeon, AVX-512) and Zen 5 (AMD EPYC, AVX-512, also with
/// AVX-512 switched off). The attribute of each property names the machine. Limits that follow from the number of registers or from 32-bit
/// offsets are not costs; they are in the algorithms.
/// </remarks>
internal sealed partial record MachineCosts
{
    private static readonly MachineCosts s_16 = new()
    {
        Lanes = 16,
        LoadsACycle = 1.2,
        UnalignedLoad = 2,
        ExposedPlaneFloat = .3,
        ChannelwiseMultiplyAdd = .46,
        ChannelTransposition = 3.7,
        RowTileMultiplyAdd = .46,
        RowTileStore = 2.1,
        PhaseSplit = 5.8,
        SplitVector = 12.9,
        SecondCacheFloats = 1 << 18,
    };

    private static readonly MachineCosts s_8 = new() { Lanes = 8, UnalignedLoad = 1.5 };

    private static readonly MachineCosts s_4 = new() { Lanes = 4, UnalignedLoad = 1.25 };

    private static readonly MachineCosts s_1 = new() { Lanes = 1, UnalignedLoad = 1 };

    /// <summary>The costs with this machine's widest vectors.</summary>
    public static MachineCosts Here { get; } = Of(VectorUnit.BestLanes);

    /// <summary>Lanes of a vector.</summary>
    public int Lanes { get; private init; }

    /// <summary>The costs of a width.</summary>
    /// <param name="lanes">Lanes of a vector: 16, 8, 4 or 1.</param>
    public static MachineCosts Of(int lanes) => lanes switch
    {
        16 => s_16,
        8 => s_8,
        4 => s_4,
        1 => s_1,
        _ => throw new ArgumentOutOfRangeException(nameof(lanes)),
    };
}
