using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace GroupConv.Kernel.Scripting;

/// <summary>What the cells so far have left to the next one, at one moment.</summary>
/// <param name="References">Assemblies that a cell sees.</param>
/// <param name="Usings">Namespaces that it need not name.</param>
/// <param name="Latest">The latest submission, which leads to those before it; null before the first.</param>
internal sealed record SessionView(ImmutableArray<MetadataReference> References, ImmutableArray<string> Usings, Compilation? Latest);
