using GroupConv.Interactive.Results;

namespace GroupConv.Interactive.Engine.Requests;

/// <summary>What <c>wiring</c> was asked.</summary>
/// <param name="Layer">The layer.</param>
/// <param name="All">Whether to draw every channel, however many.</param>
internal sealed record WiringRequest(Layer Layer, bool All)
{
    /// <summary>What to draw.</summary>
    public WiringResult Answer() => new(Layer.Spec, All, $"new WiringResult({Layer.CSharpSpec}{(All ? ", All: true" : "")})");
}
