using GroupConv.Core.Algorithms;

namespace GroupConv.Fuzz;

/// <summary>Forces a row of the algorithm table in this process, or none, until it is disposed of.</summary>
internal readonly struct Forced : IDisposable
{
    private readonly string? _before;

    public Forced(string? algorithm)
    {
        _before = Environment.GetEnvironmentVariable(AlgorithmTable.Variable);
        Environment.SetEnvironmentVariable(AlgorithmTable.Variable, algorithm);
    }

    public void Dispose() => Environment.SetEnvironmentVariable(AlgorithmTable.Variable, _before);
}
