using GroupConv.Interactive.Engine.Rendering;

namespace GroupConv.Interactive.Engine.Views;

/// <summary>
/// What is worth saying of feature maps beyond their numbers: channels that are constant, which no later layer learns from, and channels
/// that
/// are equal to the bit.
/// </summary>
internal sealed class ChannelFacts
{
    // Reading every number a second time must stay a matter of a second.
    private const long MostNumbers = 100_000_000;
    private const int Named = 6;

    private readonly List<long> _dead = [];
    private readonly List<IReadOnlyList<long>> _equal = [];

    /// <summary>Looks at all channels of a batch's first element.</summary>
    /// <param name="planes">The maps.</param>
    /// <param name="channels">How many channels.</param>
    /// <param name="depth">Planes of a channel.</param>
    public ChannelFacts(Planes planes, long channels, long depth)
    {
        long each = depth * planes.Rows * planes.Columns;
        if (each < 2 || channels * each > MostNumbers)
            return;
        var alike = new Dictionary<(long, long), List<long>>();
        var row = new double[planes.Columns];
        for (long channel = 0; channel < channels; channel++)
        {
            var hash = new HashOfNumbers();
            for (long plane = channel * depth; plane < (channel + 1) * depth; plane++)
            {
                for (long r = 0; r < planes.Rows; r++)
                {
                    planes.Read(plane, r, row);
                    hash.Add(row);
                }
            }

            if (hash.IsConstant)
                _dead.Add(channel);
            else if (alike.TryGetValue(hash.Value, out var others))
                others.Add(channel);
            else
                alike[hash.Value] = [channel];
        }

        _equal.AddRange(alike.Values.Where(channelsAlike => channelsAlike.Count > 1));
    }

    /// <summary>The facts of some channels in words; empty where there are none.</summary>
    /// <param name="first">The first channel.</param>
    /// <param name="count">How many.</param>
    public string Of(long first, long count)
    {
        var dead = _dead.Where(Within).ToList();
        var equal = _equal.Where(channels => channels.Any(Within)).ToList();
        return string.Join(" · ", new[]
        {
            dead.Count == 0 ? "" : $"constant: {List(dead.Select(Name), ", ")}",
            equal.Count == 0 ? "" : $"equal: {List(equal.Select(channels => List(channels.Select(Name), " = ")), ", ")}",
        }.Where(part => part.Length > 0));

        bool Within(long channel) => channel >= first && channel < first + count;
    }

    private static string Name(long channel) => FormattableString.Invariant($"{channel}");

    private static string List(IEnumerable<string> names, string between)
    {
        var all = names.ToList();
        return string.Join(between, all.Take(Named))
            + (all.Count > Named ? FormattableString.Invariant($" and {all.Count - Named} more") : "");
    }

    private struct HashOfNumbers
    {
        private double _first;
        private bool _started;
        private bool _varies;
        private long _a;
        private long _b;

        public readonly bool IsConstant => !_varies;

        public readonly (long, long) Value => (_a, _b);

        public void Add(ReadOnlySpan<double> numbers)
        {
            foreach (double number in numbers)
            {
                if (!_started)
                    (_first, _started) = (number, true);
                _varies |= !number.Equals(_first);
                long bits = BitConverter.DoubleToInt64Bits(number);
                _a = unchecked((_a ^ bits) * 0x100000001b3);
                _b = unchecked((_b * 31) + bits);
            }
        }
    }
}
