using System.Runtime.Intrinsics;
using GroupConv.Core.Kernels.Lanes;

namespace GroupConv.Core.Kernels.Winograd;

/// <summary>The transforms of Winograd tiles for one vector width, as function pointers.</summary>
internal readonly unsafe struct WinogradKernels
{
    private WinogradKernels(
        delegate*<WinogradFilterArguments*, void> filter,
        delegate*<WinogradDataArguments*, void> rows,
        delegate*<WinogradDataArguments*, void> columns,
        delegate*<WinogradSumsArguments*, void> sums)
    {
        Filter = filter;
        DataRows = rows;
        DataColumns = columns;
        Sums = sums;
    }

    public delegate*<WinogradFilterArguments*, void> Filter { get; }

    public delegate*<WinogradDataArguments*, void> DataRows { get; }

    public delegate*<WinogradDataArguments*, void> DataColumns { get; }

    public delegate*<WinogradSumsArguments*, void> Sums { get; }

    /// <summary>The factors that <see cref="DataRows"/> and <see cref="DataColumns"/> use.</summary>
    public static ReadOnlySpan<float> DataConstants(int outputs) => outputs == 4 ? Winograd4.DataConstants : Winograd2.DataConstants;

    /// <summary>The factors that <see cref="Sums"/> uses.</summary>
    public static ReadOnlySpan<float> SumsConstants(int outputs) => outputs == 4 ? Winograd4.SumsConstants : Winograd2.SumsConstants;

    /// <summary>Finds the transforms.</summary>
    /// <param name="lanes">16, 8, 4 or 1.</param>
    /// <param name="outputs">Output rows and columns of a tile: 2 or 4.</param>
    public static WinogradKernels Get(int lanes, int outputs) => outputs == 4 ? Get<Winograd4>(lanes) : Get<Winograd2>(lanes);

    private static WinogradKernels Get<TTransform>(int lanes)
        where TTransform : IWinogradTransform => lanes switch
        {
            16 => Get<Lanes512, Vector512<float>, TTransform>(),
            8 => Get<Lanes256, Vector256<float>, TTransform>(),
            4 => Get<Lanes128, Vector128<float>, TTransform>(),
            _ => Get<Lanes32, float, TTransform>(),
        };

    private static WinogradKernels Get<TLanes, TVector, TTransform>()
        where TLanes : ILanes<TVector>
        where TVector : unmanaged
        where TTransform : IWinogradTransform => new(
            &WinogradFilter<TTransform>.Run,
            &WinogradData<TLanes, TVector, TTransform>.Rows,
            &WinogradData<TLanes, TVector, TTransform>.Columns,
            &WinogradSums<TLanes, TVector, TTransform>.Run);
}
