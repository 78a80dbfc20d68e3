using System.Globalization;
using System.Numerics.Tensors;
using GroupConv.Core.Specs;

namespace GroupConv.Learning;

/// <summary>Copies a state dict into a network, after checking all of it.</summary>
internal static class StateLoading
{
    private const int MostNamed = 8;
    private const string Untracked = "num_batches_tracked";

    public static void Load(IReadOnlyDictionary<string, Tensor<float>> own, IReadOnlyDictionary<string, Tensor<float>> given)
    {
        if (given is null)
            throw new ConvException("state_dict", "The state dict is null.", "Give tensors by name, as StateDict() does.");
        var mistakes = new List<string>();
        Name(mistakes, "Missing", own.Keys.Where(name => !given.TryGetValue(name, out var tensor) || tensor is null));
        Name(
            mistakes,
            "Unexpected",
            given.Keys.Where(name => !own.ContainsKey(name) && !name.EndsWith(Untracked, StringComparison.Ordinal)));
        Name(mistakes, "Of another shape", own
            .Where(named => given.TryGetValue(named.Key, out var tensor) && tensor is not null
                && !tensor.Lengths.SequenceEqual(named.Value.Lengths))
            .Select(named => $"{named.Key} {new TensorShape(given[named.Key].Lengths)} instead of {new TensorShape(named.Value.Lengths)}"));
        if (mistakes.Count > 0)
        {
            throw new ConvException(
                "state_dict",
                $"The state dict does not fit the network. {string.Join(' ', mistakes)}",
                "Names and shapes are those of StateDict(); nothing was changed.");
        }

        foreach (var (name, tensor) in own)
            given[name].FlattenTo(Spans.Of(tensor));
    }

    private static void Name(List<string> mistakes, string what, IEnumerable<string> names)
    {
        var all = names.ToList();
        if (all.Count == 0)
            return;
        string more = all.Count > MostNamed ? string.Create(CultureInfo.InvariantCulture, $" and {all.Count - MostNamed} more") : "";
        mistakes.Add($"{what}: {string.Join(", ", all.Take(MostNamed))}{more}.");
    }
}
