using System.Runtime.CompilerServices;

namespace GroupConv.Core.Kernels.Lanes;

/// <summary>1 lane, for machines without SIMD, where the vector types are emulated slowly.</summary>
internal readonly unsafe struct Lanes32 : ILanes<float>
{
    public static float Zero => 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Load(float* from) => *from;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float LoadMasked(float* from, float mask) => BitConverter.SingleToInt32Bits(mask) == 0 ? 0 : *from;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(float value, float* to) => *to = value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Broadcast(float* from) => *from;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float MultiplyAdd(float a, float b, float c) => float.MultiplyAddEstimate(a, b, c);

    public static float Create(float value) => value;

    public static float Add(float a, float b) => a + b;

    public static float Subtract(float a, float b) => a - b;

    public static float And(float a, float b) =>
        BitConverter.Int32BitsToSingle(BitConverter.SingleToInt32Bits(a) & BitConverter.SingleToInt32Bits(b));

    public static float Evens(float a, float b) => a;

    public static float Odds(float a, float b) => b;

    public static float FirstPairs(float a, float b) => a;

    public static float LastPairs(float a, float b) => b;

    public static float Next(float a, float b) => b;
}
