namespace GroupConv.Kernel.Protocol;

/// <summary>Remembers signatures, so that a captured message cannot be replayed. Not thread-safe.</summary>
/// <param name="capacity">The number of signatures; beyond it the oldest are dropped.</param>
internal sealed class SeenSignatures(int capacity = 1 << 18)
{
    private readonly HashSet<UInt128> _seen = [];
    private readonly Queue<UInt128> _order = [];

    /// <summary>Adds a valid signature; returns false if it was seen before.</summary>
    /// <param name="signature">64 hex digits; half of them identify a message.</param>
    public bool Add(ReadOnlySpan<byte> signature)
    {
        if (!UInt128.TryParse(signature[..Math.Min(32, signature.Length)], System.Globalization.NumberStyles.HexNumber, null, out var key)
            || !_seen.Add(key))
            return false;

        _order.Enqueue(key);
        if (_order.Count > capacity)
            _seen.Remove(_order.Dequeue());
        return true;
    }
}
