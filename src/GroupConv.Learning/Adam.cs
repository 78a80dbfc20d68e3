using GroupConv.Core.Specs;

namespace GroupConv.Learning;

/// <summary>Adam: steps scaled by running means of the gradient and of its square.</summary>
/// <remarks>
/// g = gradient + weight_decay·p; m = β₁·m + (1 − β₁)·g; v = β₂·v + (1 − β₂)·g²; p −= lr / (1 − β₁ᵗ) · m / (√v / √(1 − β₂ᵗ) + eps).
/// Source: Kingma and Ba, "Adam: a method for stochastic optimization", ICLR 2015; PyTorch, <c>torch.optim.Adam</c>.
/// </remarks>
public sealed class Adam : Optimizer
{
    private readonly double _beta1;
    private readonly double _beta2;
    private readonly float _eps;
    private readonly float _weightDecay;
    private readonly float[][] _means;
    private readonly float[][] _squares;
    private int _steps;

    /// <summary>Creates an optimizer; PyTorch's arguments with its defaults.</summary>
    /// <param name="parameters">The parameters to update.</param>
    /// <param name="lr">The learning rate, at least 0.</param>
    /// <param name="betas">
    /// Decay of the running means of gradient and squared gradient, from 0 to below 1; defaults to (0.9, 0.999).
    /// </param>
    /// <param name="eps">Added to the root of the mean square; at least 0.</param>
    /// <param name="weightDecay">L2 penalty: this multiple of the parameter is added to its gradient; at least 0.</param>
    /// <exception cref="ConvException">A number is out of range.</exception>
    public Adam(
        IEnumerable<Parameter> parameters, double lr = 1e-3, (double Beta1, double Beta2)? betas = null, double eps = 1e-8,
        double weightDecay = 0)
        : base(parameters, lr)
    {
        (double beta1, double beta2) = betas ?? (0.9, 0.999);
        _beta1 = Require.Range("betas[0]", beta1, 0, 1, mostIncluded: false);
        _beta2 = Require.Range("betas[1]", beta2, 0, 1, mostIncluded: false);
        _eps = (float)Require.Range("eps", eps, 0, double.PositiveInfinity, mostIncluded: false);
        _weightDecay = (float)Require.Range("weight_decay", weightDecay, 0, double.PositiveInfinity, mostIncluded: false);
        (_means, _squares) = (PerParameter(), PerParameter());
    }

    private protected override string Hyperparameters => FormattableString.Invariant(
        $", betas=({_beta1}, {_beta2}), eps={_eps}{Decay}");

    private string Decay => _weightDecay == 0 ? "" : FormattableString.Invariant($", weight_decay={_weightDecay}");

    private protected override void Begin() => _steps++;

    private protected override void Update(int index, Span<float> values, ReadOnlySpan<float> gradients)
    {
        float rate = (float)(LearningRate / (1 - Math.Pow(_beta1, _steps))), root = (float)Math.Sqrt(1 - Math.Pow(_beta2, _steps));
        (float toMean, float keptSquare, float toSquare) = ((float)(1 - _beta1), (float)_beta2, (float)(1 - _beta2));
        Span<float> means = _means[index], squares = _squares[index];
        for (int i = 0; i < values.Length; i++)
        {
            float gradient = gradients[i] + _weightDecay * values[i];
            means[i] += (gradient - means[i]) * toMean;
            squares[i] = keptSquare * squares[i] + toSquare * (gradient * gradient);
            values[i] -= rate * (means[i] / (MathF.Sqrt(squares[i]) / root + _eps));
        }
    }
}
