namespace GroupConv.Core.Algorithms;

/// <summary>What an algorithm makes the machine do for one run: what its plan expects the time from.</summary>
/// <param name="Macs">Multiply-adds that are executed, those in wasted lanes and margins included.</param>
/// <param name="Bytes">Bytes that move between the caches, at least.</param>
/// <param name="Detail">What these bytes are, as a phrase.</param>
internal readonly record struct TileUse(double Macs, double Bytes, string Detail);
