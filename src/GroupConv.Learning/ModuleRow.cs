using GroupConv.Core.Specs;

namespace GroupConv.Learning;

/// <summary>A layer in a <see cref="ModuleSummary"/>.</summary>
/// <param name="Name">Its path, as in the state dict: <c>3.body.0</c>.</param>
/// <param name="Layer">The layer as PyTorch prints it; for a network of layers, its type.</param>
/// <param name="Level">Nesting depth: 0 for a layer of the network itself.</param>
/// <param name="Output">The lengths of its output.</param>
/// <param name="Parameters">Elements of its parameters, including sub-layers.</param>
/// <param name="Macs">Multiply-accumulates of one forward call, including sub-layers.</param>
public sealed record ModuleRow(string Name, string Layer, int Level, TensorShape Output, long Parameters, double Macs)
{
    /// <summary>Its path, as in the state dict: <c>3.body.0</c>.</summary>
    public string Name { get; init; } = Name ?? throw new ArgumentNullException(nameof(Name));

    /// <summary>The layer as PyTorch prints it; for a network of layers, its type.</summary>
    public string Layer { get; init; } = Layer ?? throw new ArgumentNullException(nameof(Layer));

    /// <summary>One line, such as <c>0: Conv2d(1, 8, kernel_size=3, padding=1) → [1, 8, 8, 8], 80 parameters, 4608 MACs</c>.</summary>
    public override string ToString() => $"{Name}: {Layer} → {Output}, {Plural.Of(Parameters, "parameter")}, {Plural.Of(Macs, "MAC")}";
}
