using GroupConv.Core.Specs;

namespace GroupConv.Interactive.Results;

/// <summary>What <c>#!groupconv wiring</c> draws: which channels each group reads and makes.</summary>
/// <param name="Spec">The layer.</param>
/// <param name="All">Whether to draw every channel, however many.</param>
/// <param name="CSharp">The C# call that does the same.</param>
public sealed record WiringResult(ConvSpec Spec, bool All = false, string CSharp = "");
