using GroupConv.Core.Specs;

namespace GroupConv.Learning;

/// <summary>Sets an optimizer's learning rate for each epoch. Source: PyTorch, <c>torch.optim.lr_scheduler</c>.</summary>
public abstract class LRScheduler
{
    private readonly Optimizer _optimizer;

    /// <summary>Attaches to an optimizer; its current learning rate is that of the first epoch.</summary>
    /// <param name="optimizer">The optimizer.</param>
    /// <exception cref="ConvException">The optimizer is null.</exception>
    protected LRScheduler(Optimizer optimizer)
    {
        _optimizer = optimizer ?? throw new ConvException(
            "optimizer", "The optimizer is null.", "Give the optimizer whose learning rate to set.", "new Adam(net.Parameters())");
        First = optimizer.LearningRate;
    }

    /// <summary>The learning rate of the first epoch.</summary>
    protected double First { get; }

    /// <summary>Number of finished epochs.</summary>
    public int Epoch { get; private set; }

    /// <summary>Ends an epoch: sets the learning rate of the next.</summary>
    public void Step() => _optimizer.LearningRate = At(++Epoch);

    /// <summary>The learning rate of an epoch.</summary>
    /// <param name="epoch">The epoch, from 0.</param>
    protected abstract double At(int epoch);
}
