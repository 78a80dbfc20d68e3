namespace GroupConv.Core.Execution;

/// <summary>
/// SplitMix64 (Steele, Lea and Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014): the same numbers from the same
/// seed on every machine and every .NET.
/// </summary>
internal struct SplitMix64(ulong seed)
{
    private ulong _state = seed;

    public ulong Next()
    {
        ulong z = _state += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    /// <summary>
    /// Uniform in [−bound, bound), from the 24 highest bits. Each step is exact or rounded once, so results are the same everywhere.
    /// </summary>
    public float NextSymmetric(float bound) => ((Next() >> 40) * (1f / (1 << 23)) - 1f) * bound;
}
