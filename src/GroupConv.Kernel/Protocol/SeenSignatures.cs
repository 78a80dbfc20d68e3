namespace GroupConv.Kernel.Protocol;

/// <summary>Remembers signatures, so that a message that was caught on the way cannot be sent a second time. For one thread.</summary>
/// <param name="capacity">How many; beyond it the oldest are forgotten.</param>
internal sealed class SeenSignatures(int capacity = 1 << 18)
{
    private readonly HashSet<UInt128> _seen = [];
    private readonly Queue<UInt128> _order = [];

    /// <summary>Takes a signature that was found right; says whether it is a new one.</summary>
    /// <param name="signature">64 hex digits, of which half are plenty to tell messages apart.</param>
    public bool Add(ReadOnlySpan<byte> signature)
    {
        if (!UInt128.TryParse(signature[..Math.Min(32, signature.Length)], System.Globalization.NumberStyles.HexNumber, null, out var key) || !_seen.Add(key))
            return false;

        _order.Enqueue(key);
        if (_order.Count > capacity)
            _seen.Remove(_order.Dequeue());
        return true;
    }
}
