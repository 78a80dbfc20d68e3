namespace GroupConv.Core.Algorithms;

/// <summary>The work and the memory traffic of one run; the plan's bound follows from them.</summary>
/// <param name="Macs">Executed multiply-adds, including those in wasted lanes and margins.</param>
/// <param name="Bytes">The least number of bytes that move between the caches.</param>
/// <param name="Detail">Which bytes these are, as a phrase.</param>
internal readonly record struct TileUse(double Macs, double Bytes, string Detail);
