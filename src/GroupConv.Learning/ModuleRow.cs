namespace GroupConv.Learning;

/// <summary>A layer in a <see cref="ModuleSummary"/>.</summary>
/// <param name="Name">Its path, as in the state dict: <c>3.body.0</c>.</param>
/// <param name="Layer">The layer as PyTorch writes it; of a network of layers, its type.</param>
/// <param name="Level">How deep it stands: 0 for a layer of the network itself.</param>
/// <param name="Output">The lengths of its output.</param>
/// <param name="Parameters">Elements of its parameters, those of layers in it included.</param>
/// <param name="Macs">Multiply-accumulates of one forward call, those of layers in it included.</param>
public sealed record ModuleRow(string Name, string Layer, int Level, IReadOnlyList<long> Output, long Parameters, double Macs);
