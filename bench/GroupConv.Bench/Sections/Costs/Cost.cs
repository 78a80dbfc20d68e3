namespace GroupConv.Bench.Sections.Costs;

/// <summary>A cost of the machine.</summary>
/// <param name="Group">Costs that belong together.</param>
/// <param name="Name">What it is called; the engine's name where the engine knows it.</param>
/// <param name="Unit">What it counts.</param>
/// <param name="Measure">Measures it in so many rounds.</param>
/// <param name="Expected">What the engine's table or formula says of it, or null where the engine does not use it.</param>
internal sealed record Cost(string Group, string Name, string Unit, Func<int, double> Measure, double? Expected = null);

/// <summary>A cost as it was measured.</summary>
/// <param name="Lanes">Lanes of the vectors, or 0 where none take part.</param>
/// <param name="Group">Costs that belong together.</param>
/// <param name="Name">What it is called.</param>
/// <param name="Unit">What it counts.</param>
/// <param name="Measured">What it is here.</param>
/// <param name="Expected">What the engine's table or formula says, or null.</param>
internal sealed record CostRow(int Lanes, string Group, string Name, string Unit, double Measured, double? Expected);
