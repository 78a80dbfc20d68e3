namespace GroupConv.Core.Algorithms.Spread;

/// <summary>
/// The taps of a filter row of a transposed convolution at stride 2. Output column 2u + r is the sum over the taps k with the parity of r +
/// before, each times pixel u + (r + before − k) / 2. A tap of the even columns (r = 0) and a tap of the odd ones (r = 1) that use the same
/// pixel form a pair. All pixel offsets are relative to u.
/// </summary>
internal sealed class SpreadColumns
{
    public SpreadColumns(int taps, int before)
    {
        int even = before % 2, odd = 1 - even, evens = (taps - even + 1) / 2, odds = (taps - odd + 1) / 2, ahead = even;
        PairOffset = before / 2;
        // With odd padding, the first tap of the odd columns uses the next pixel and has no partner.
        Pairs = Math.Max(0, Math.Min(evens, odds - ahead));
        (PairEven, PairOdd) = (even, odd + 2 * ahead);
        HasOdd = ahead > 0;
        OddOffset = PairOffset + 1;
        OddTap = odd;
        HasEven = evens > Pairs;
        EvenOffset = PairOffset - Pairs;
        EvenTap = even + 2 * Pairs;
        (EvenTaps, OddTaps) = (evens, odds);
        FirstOffset = HasEven ? EvenOffset : Pairs > 0 ? PairOffset - Pairs + 1 : OddOffset;
        LastOffset = HasOdd ? OddOffset : PairOffset;
    }

    /// <summary>Taps of the even columns.</summary>
    public int EvenTaps { get; }

    /// <summary>Taps of the odd columns.</summary>
    public int OddTaps { get; }

    public int Pairs { get; }

    /// <summary>The pixel of the first pair; each further pair uses the pixel before.</summary>
    public int PairOffset { get; }

    /// <summary>The even columns' tap of the first pair; each further pair is two taps later.</summary>
    public int PairEven { get; }

    public int PairOdd { get; }

    /// <summary>Whether the even columns' last tap uses a pixel that no tap of the odd columns uses.</summary>
    public bool HasEven { get; }

    public int EvenOffset { get; }

    public int EvenTap { get; }

    /// <summary>Whether the odd columns' first tap uses a pixel that no tap of the even columns uses.</summary>
    public bool HasOdd { get; }

    public int OddOffset { get; }

    public int OddTap { get; }

    /// <summary>The first pixel that a column reads.</summary>
    public int FirstOffset { get; }

    /// <summary>The last pixel that a column reads.</summary>
    public int LastOffset { get; }
}
