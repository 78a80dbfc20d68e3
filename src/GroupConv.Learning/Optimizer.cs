using System.Globalization;
using GroupConv.Core.Specs;

namespace GroupConv.Learning;

/// <summary>Updates parameters by their gradients. Source: PyTorch, <c>torch.optim.Optimizer</c>.</summary>
public abstract class Optimizer
{
    private readonly Parameter[] _parameters;

    /// <summary>Attaches to the parameters to update.</summary>
    /// <param name="parameters">The parameters, such as <see cref="Module.Parameters"/>.</param>
    /// <param name="learningRate">The learning rate, at least 0.</param>
    /// <exception cref="ConvException">
    /// There are no parameters, one is null or given twice, or the learning rate is out of range.
    /// </exception>
    protected Optimizer(IEnumerable<Parameter> parameters, double learningRate)
    {
        if (parameters is null)
            throw new ConvException("params", "The parameters are null.", "Give those of a network.", "net.Parameters()");
        _parameters = [.. parameters];
        if (_parameters.Length == 0)
        {
            throw new ConvException(
                "params", "There are no parameters to train.", "Give those of a network.", "net.Parameters()");
        }

        if (_parameters.Contains(null))
        {
            throw new ConvException(
                "params",
                string.Create(CultureInfo.InvariantCulture, $"Parameter {Array.IndexOf(_parameters, null)} is null."),
                "Give those of a network.",
                "net.Parameters()");
        }

        if (_parameters.DistinctBy(parameter => parameter, ReferenceEqualityComparer.Instance).Count() < _parameters.Length)
        {
            throw new ConvException(
                "params", "A parameter is given twice, and would be updated twice per step.", "Give each once.", "net.Parameters()");
        }

        LearningRate = learningRate;
    }

    /// <summary>The learning rate, at least 0.</summary>
    /// <exception cref="ConvException">It is negative, infinite or NaN.</exception>
    public double LearningRate
    {
        get;
        set => field = Require.Range("lr", value, 0, double.PositiveInfinity, mostIncluded: false);
    }

    /// <summary>Updates all parameters by their gradients.</summary>
    public void Step()
    {
        Begin();
        for (int i = 0; i < _parameters.Length; i++)
            Update(i, Spans.Of(_parameters[i].Value), Spans.Of(_parameters[i].Grad));
    }

    /// <summary>Sets the gradients of all parameters to zeros.</summary>
    public void ZeroGrad()
    {
        foreach (var parameter in _parameters)
            parameter.ZeroGrad();
    }

    /// <summary>The optimizer as PyTorch prints it, and the number of its parameters: <c>Adam(lr=0.001), 12 parameters</c>.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{GetType().Name}(lr={LearningRate}{Hyperparameters}), "
        + $"{_parameters.Length} {(_parameters.Length == 1 ? "parameter" : "parameters")}");

    /// <summary>Hyperparameters beside the learning rate, each after a comma; defaults are left out.</summary>
    private protected virtual string Hyperparameters => "";

    /// <summary>Starts a step.</summary>
    private protected virtual void Begin()
    {
    }

    /// <summary>Updates one parameter.</summary>
    private protected abstract void Update(int index, Span<float> values, ReadOnlySpan<float> gradients);

    /// <summary>One array of zeros per parameter.</summary>
    private protected float[][] PerParameter() => [.. _parameters.Select(parameter => new float[parameter.Value.FlattenedLength])];
}
