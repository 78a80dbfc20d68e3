using System.Runtime.CompilerServices;

namespace GroupConv.Core.Kernels.Winograd;

/// <summary>The filter transform of Winograd tiles, G g Gᵀ: in double, rounded once.</summary>
internal static unsafe class WinogradFilter<TTransform>
    where TTransform : IWinogradTransform
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Run(WinogradFilterArguments* arguments)
    {
        int size = TTransform.Outputs + 2, block = arguments->BlockChannels;
        nint inChannels = arguments->InChannels, position = arguments->DestinationPosition;
        Span<double> columns = stackalloc double[3 * size], row = stackalloc double[size];
        for (nint ic = 0; ic < inChannels; ic++)
        {
            for (int oc = 0; oc < block; oc++)
            {
                float* to = arguments->Destination + ic * block + oc;
                if (oc >= arguments->Channels)
                {
                    for (int i = 0; i < size * size; i++)
                        to[i * position] = 0;
                    continue;
                }

                float* filter = arguments->Weight + (oc * inChannels + ic) * 9;
                for (int j = 0; j < 3; j++)
                    TTransform.Filter(filter[j], filter[3 + j], filter[6 + j], columns[(j * size)..]);
                for (int i = 0; i < size; i++)
                {
                    TTransform.Filter(columns[i], columns[size + i], columns[2 * size + i], row);
                    for (int j = 0; j < size; j++, to += position)
                        *to = (float)row[j];
                }
            }
        }
    }
}
