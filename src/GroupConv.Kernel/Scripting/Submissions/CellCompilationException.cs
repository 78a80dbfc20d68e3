using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace GroupConv.Kernel.Scripting.Submissions;

/// <summary>A cell does not compile.</summary>
/// <param name="failure">The failure to show.</param>
internal sealed class CellCompilationException(CellFailure failure) : Exception(failure.Message)
{
    /// <summary>The failure to show.</summary>
    public CellFailure Failure => failure;

    /// <summary>Of a compilation that failed.</summary>
    /// <param name="compilation">The compilation.</param>
    /// <param name="diagnostics">Its diagnostics.</param>
    public static CellCompilationException Of(CSharpCompilation compilation, ImmutableArray<Diagnostic> diagnostics) =>
        new(CompileFailure.Of(diagnostics, compilation));
}
