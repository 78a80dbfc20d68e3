using GroupConv.Core.Specs;

namespace GroupConv.Interactive.Engine.Requests;

/// <summary>Which of the six kinds of layers.</summary>
/// <param name="Dims">Spatial dimensions, 1 to 3.</param>
/// <param name="Transposed">Whether it is transposed.</param>
internal readonly record struct LayerType(int Dims, bool Transposed)
{
    /// <summary>What a layer is where nobody says.</summary>
    public static LayerType Default { get; } = new(2, false);

    /// <summary>All six.</summary>
    public static IReadOnlyList<LayerType> All { get; } =
        [new(1, false), new(2, false), new(3, false), new(1, true), new(2, true), new(3, true)];

    /// <summary>PyTorch's names of all six.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. All.Select(type => type.ToString())];

    /// <summary>PyTorch's name, such as <c>ConvTranspose2d</c>.</summary>
    public override string ToString() => FormattableString.Invariant($"Conv{(Transposed ? "Transpose" : "")}{Dims}d");

    /// <summary>The type of a layer.</summary>
    /// <param name="spec">Its hyperparameters.</param>
    public static LayerType Of(ConvSpec spec) => new(spec.Dims, spec.Transposed);

    /// <summary>The type of a name; null for another.</summary>
    /// <param name="name">PyTorch's name.</param>
    public static LayerType? Named(string name)
    {
        foreach (var type in All)
        {
            if (type.ToString() == name)
                return type;
        }

        return null;
    }
}
