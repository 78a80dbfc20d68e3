using GroupConv.Core.Specs;

namespace GroupConv.Learning;

/// <summary>A learning rate that falls along half a cosine: eta_min + (first − eta_min)·(1 + cos(π·epoch/T_max)) / 2.</summary>
/// <remarks>Source: Loshchilov and Hutter, "SGDR", ICLR 2017; PyTorch, <c>torch.optim.lr_scheduler.CosineAnnealingLR</c>.</remarks>
public sealed class CosineAnnealingLR : LRScheduler
{
    private readonly int _tMax;
    private readonly double _etaMin;

    /// <summary>Creates a scheduler.</summary>
    /// <param name="optimizer">The optimizer; its current learning rate is that of the first epoch.</param>
    /// <param name="tMax">Epochs until the rate reaches its minimum, at least 1.</param>
    /// <param name="etaMin">The minimum rate, at least 0.</param>
    /// <exception cref="ConvException">A number is out of range.</exception>
    public CosineAnnealingLR(Optimizer optimizer, int tMax, double etaMin = 0)
        : base(optimizer) => (_tMax, _etaMin) = (
            Require.Positive("T_max", tMax),
            Require.Range("eta_min", etaMin, 0, double.PositiveInfinity, mostIncluded: false));

    /// <summary>The scheduler as PyTorch names it, and the number of finished epochs.</summary>
    public override string ToString() =>
        FormattableString.Invariant($"CosineAnnealingLR(T_max={_tMax}, eta_min={_etaMin}) after {Epoch} epochs");

    /// <inheritdoc/>
    protected override double At(int epoch) => _etaMin + (First - _etaMin) * (1 + Math.Cos(Math.PI * epoch / _tMax)) / 2;
}
