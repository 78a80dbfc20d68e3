using GroupConv.Core.Specs;
using GroupConv.Interactive.Engine.Rendering;

namespace GroupConv.Interactive.Engine.Views;

/// <summary>What the frame around a group's maps says.</summary>
/// <param name="planes">The maps.</param>
/// <param name="channels">How many channels.</param>
/// <param name="depth">Planes of a channel.</param>
/// <param name="groups">Groups that the channels fall into.</param>
/// <param name="spec">The layer that made them, or null.</param>
internal sealed class MapGroups(Planes planes, long channels, long depth, int groups, ConvSpec? spec)
{
    private readonly Lazy<ChannelFacts> _facts = new(() => new ChannelFacts(planes, channels, depth));
    private readonly long _perGroup = Math.Max(1, channels / Math.Max(1, groups));

    /// <summary>The name and the numbers of a group.</summary>
    /// <param name="group">The group.</param>
    public (string Title, string Note) Title(int group) => (Name(group), Note(group * _perGroup, _perGroup));

    /// <summary>What is worth saying of all channels; empty where there is nothing.</summary>
    public string Facts => _facts.Value.Of(0, channels);

    private string Name(int group)
    {
        if (spec is null)
            return FormattableString.Invariant($"group {group} · channels {GroupSlice.Span((int)(group * _perGroup), (int)((group + 1) * _perGroup - 1))}");
        var slice = spec.Slice(group);
        return FormattableString.Invariant(
            $"group {group} · reads in {GroupSlice.Span(slice.FirstInput, slice.LastInput)} · makes out {GroupSlice.Span(slice.FirstOutput, slice.LastOutput)}");
    }

    private string Note(long first, long count)
    {
        if (planes.IsEmpty)
            return "";
        var numbers = planes.Measure(first * depth, count * depth);
        string facts = _facts.Value.Of(first, count);
        string range = numbers.Finite == 0 ? "no finite values"
            : $"{Numbers.Value(numbers.Min)} … {Numbers.Value(numbers.Max)} · mean {Numbers.Value(numbers.Mean)} · std {Numbers.Value(numbers.Deviation)}";
        return string.Join(" · ", new[] { range, numbers.NonFiniteText, facts }.Where(part => part.Length > 0));
    }
}
