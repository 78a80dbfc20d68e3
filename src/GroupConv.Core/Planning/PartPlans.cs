using GroupConv.Core.Algorithms;
using GroupConv.Core.Parts;
using GroupConv.Core.Problems;
using GroupConv.Core.Specs;

namespace GroupConv.Core.Planning;

/// <summary>Plans a layer's problems. Problems that differ only in where their filters stand are planned once.</summary>
/// <param name="layer">The layer.</param>
/// <param name="whole">Its hyperparameters.</param>
/// <param name="algorithm">The row of the algorithm table that is asked for, for all problems.</param>
/// <param name="threads">How many threads may share a run.</param>
internal sealed class PartPlans(LayerParts layer, ConvSpec whole, AlgorithmRequest algorithm, int threads)
{
    private readonly Dictionary<ImageProblem, (IConvAlgorithm Row, IPreparedConv Conv)> _planned = [];
    private readonly List<string> _algorithms = [];

    /// <summary>How many problems had to be planned.</summary>
    public int Count => _planned.Count;

    /// <summary>The rows of the algorithm table that compute them; <c>bias</c> where there are none.</summary>
    public string Algorithm => _algorithms.Count == 0 ? "bias" : string.Join(" + ", _algorithms);

    /// <summary>Why the first problem's row, and why not the others.</summary>
    public string Reason { get; private set; } = "no tap reaches an output";

    /// <summary>The plan for a problem.</summary>
    /// <exception cref="ConvException">There is no row of the name, or it refuses the problem.</exception>
    public IPreparedConv Plan(ImageProblem problem)
    {
        bool isDense = problem.HasDenseFilters;
        var key = isDense ? problem : problem.WithDenseFilters();
        if (!_planned.TryGetValue(key, out var planned))
        {
            var row = AlgorithmTable.Choose(key, algorithm, out string why, whole, isPart: !layer.IsPlain);
            if (_planned.Count == 0)
                Reason = why;
            if (!_algorithms.Contains(row.Name))
                _algorithms.Add(row.Name);
            planned = (row, row.Prepare(key, threads));
            _planned.Add(key, planned);
        }

        return !isDense && planned.Conv.PacksFilters ? planned.Row.Prepare(problem, threads) : planned.Conv;
    }
}
