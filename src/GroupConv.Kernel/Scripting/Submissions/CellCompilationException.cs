using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace GroupConv.Kernel.Scripting.Submissions;

/// <summary>A cell does not compile.</summary>
/// <param name="diagnostics">The diagnostics.</param>
internal sealed class CellCompilationException(ImmutableArray<Diagnostic> diagnostics) : Exception(CompileFailure.Of(diagnostics).Message)
{
    /// <summary>The failure to show.</summary>
    public CellFailure Failure { get; } = CompileFailure.Of(diagnostics);
}
