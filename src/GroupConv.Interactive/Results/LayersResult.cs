using GroupConv.Core.Specs;

namespace GroupConv.Interactive.Results;

/// <summary>What <c>#!groupconv explain</c> found in a text with several layers, such as <c>print(model)</c>.</summary>
/// <param name="Layers">The convolutions in order, with the names they have there; empty names where they have none.</param>
/// <param name="CSharp">C# for the list of their hyperparameters.</param>
/// <param name="Unread">Layers that the text does not say enough of, or that cannot be, each with what is wrong; null for none.</param>
public sealed record LayersResult(IReadOnlyList<NamedLayer> Layers, string CSharp = "", IReadOnlyList<string>? Unread = null);

/// <summary>A layer of a text, and its name there.</summary>
/// <param name="Name">The name, such as <c>layer1.0.conv2</c>.</param>
/// <param name="Spec">Its hyperparameters.</param>
public sealed record NamedLayer(string Name, ConvSpec Spec);
