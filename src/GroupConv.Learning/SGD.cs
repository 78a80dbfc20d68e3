using GroupConv.Core.Specs;

namespace GroupConv.Learning;

/// <summary>Stochastic gradient descent, with optional momentum.</summary>
/// <remarks>
/// g = gradient + weight_decay·p; b = momentum·b + (1 − dampening)·g, b = g in the first step;
/// p −= lr·b, with Nesterov's momentum p −= lr·(g + momentum·b). Source: PyTorch, <c>torch.optim.SGD</c>; Sutskever et al., "On the
/// importance of initialization and momentum in deep learning", ICML 2013, whose definition differs.
/// </remarks>
public sealed class SGD : Optimizer
{
    private readonly float _momentum;
    private readonly float _dampening;
    private readonly float _weightDecay;
    private readonly bool _nesterov;
    private readonly float[][] _buffers;
    private bool _first = true;

    /// <summary>Creates an optimizer; PyTorch's arguments with its defaults.</summary>
    /// <param name="parameters">The parameters to update.</param>
    /// <param name="lr">The learning rate, at least 0.</param>
    /// <param name="momentum">Weight of the previous steps, at least 0.</param>
    /// <param name="dampening">Share of the gradient that is not added to the momentum.</param>
    /// <param name="weightDecay">L2 penalty: this multiple of the parameter is added to its gradient; at least 0.</param>
    /// <param name="nesterov">Whether to use Nesterov's momentum.</param>
    /// <exception cref="ConvException">
    /// A number is out of range, or Nesterov's momentum is requested without momentum or with dampening.
    /// </exception>
    public SGD(
        IEnumerable<Parameter> parameters, double lr = 1e-3, double momentum = 0, double dampening = 0, double weightDecay = 0,
        bool nesterov = false)
        : base(parameters, lr)
    {
        _momentum = (float)Require.Range("momentum", momentum, 0, double.PositiveInfinity, mostIncluded: false);
        _dampening = (float)Require.Range("dampening", dampening, 0, 1);
        _weightDecay = (float)Require.Range("weight_decay", weightDecay, 0, double.PositiveInfinity, mostIncluded: false);
        if (nesterov && (momentum == 0 || dampening != 0))
        {
            throw new ConvException(
                "nesterov",
                FormattableString.Invariant($"nesterov=True is given with momentum={momentum} and dampening={dampening}."),
                "Nesterov momentum requires a momentum and zero dampening.",
                "momentum: 0.9, nesterov: true");
        }

        _nesterov = nesterov;
        _buffers = momentum == 0 ? [] : PerParameter();
    }

    private protected override string Hyperparameters => string.Concat(
        Named("momentum", _momentum),
        Named("dampening", _dampening),
        Named("weight_decay", _weightDecay),
        _nesterov ? ", nesterov=True" : "");

    private protected override void Update(int index, Span<float> values, ReadOnlySpan<float> gradients)
    {
        float rate = (float)LearningRate, held = _first ? 1 : 1 - _dampening;
        Span<float> buffer = _buffers.Length == 0 ? [] : _buffers[index];
        for (int i = 0; i < values.Length; i++)
        {
            float gradient = gradients[i] + _weightDecay * values[i];
            if (!buffer.IsEmpty)
            {
                buffer[i] = _momentum * buffer[i] + held * gradient;
                gradient = _nesterov ? gradient + _momentum * buffer[i] : buffer[i];
            }

            values[i] -= rate * gradient;
        }

        _first = _first && index < _buffers.Length - 1;
    }

    private static string Named(string name, float value) => value == 0 ? "" : FormattableString.Invariant($", {name}={value}");
}
