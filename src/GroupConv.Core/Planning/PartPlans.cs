using GroupConv.Core.Algorithms;
using GroupConv.Core.Parts;
using GroupConv.Core.Problems;
using GroupConv.Core.Specs;

namespace GroupConv.Core.Planning;

/// <summary>Plans a layer's problems. Equal problems share one plan, whatever the layout of their filters.</summary>
/// <param name="layer">The layer.</param>
/// <param name="whole">Its hyperparameters.</param>
/// <param name="algorithm">The requested row of the algorithm table, for all problems.</param>
/// <param name="threads">The greatest number of threads that may share a run.</param>
internal sealed class PartPlans(LayerParts layer, ConvSpec whole, AlgorithmRequest algorithm, int threads)
{
    private readonly Dictionary<ImageProblem, Choice> _chosen = [];
    private readonly List<string> _algorithms = [];

    /// <summary>Number of different problems.</summary>
    public int Count => _chosen.Count;

    /// <summary>The rows of the algorithm table that compute the problems; <c>bias</c> if there are none.</summary>
    public string Algorithm => _algorithms.Count == 0 ? "bias" : string.Join(" + ", _algorithms);

    /// <summary>Why the first problem's row was chosen and the others not.</summary>
    public string Reason { get; private set; } = "no tap reaches an output";

    /// <summary>The plan for a part.</summary>
    /// <exception cref="ConvException">No row has the requested name, or that row refuses the problem.</exception>
    public IPreparedConv Plan(LayerPart part)
    {
        if (!_chosen.TryGetValue(part.Problem, out var choice))
        {
            choice = AlgorithmTable.Choose(
                part.Problem, algorithm, threads, layer.IsPlain ? $"{whole}" : $"{whole}, a part of which is {part.Problem}");
            if (_chosen.Count == 0)
                Reason = choice.Why;
            if (!_algorithms.Contains(choice.Row.Name))
                _algorithms.Add(choice.Row.Name);
            _chosen.Add(part.Problem, choice);
        }

        return choice.Offer.Build(part.Filters);
    }
}
