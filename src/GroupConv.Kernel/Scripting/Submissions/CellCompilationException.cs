using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace GroupConv.Kernel.Scripting.Submissions;

/// <summary>A cell does not compile.</summary>
/// <param name="diagnostics">Why.</param>
internal sealed class CellCompilationException(ImmutableArray<Diagnostic> diagnostics) : Exception(CompileFailure.Of(diagnostics).Message)
{
    /// <summary>The failure as it is shown.</summary>
    public CellFailure Failure { get; } = CompileFailure.Of(diagnostics);
}
