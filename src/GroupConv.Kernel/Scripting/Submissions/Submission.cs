using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace GroupConv.Kernel.Scripting.Submissions;

/// <summary>A part of a cell, compiled and loaded.</summary>
/// <param name="Compilation">Its compilation.</param>
/// <param name="Written">Its code, not instrumented.</param>
/// <param name="Factory">Its entry point: takes the slots of all submissions and stores its instance in the next free one; null if nothing
/// runs.</param>
/// <param name="Declares">Whether it declares something for later cells.</param>
internal sealed record Submission(
    CSharpCompilation Compilation, SyntaxTree Written, Func<object?[], Task<object?>>? Factory, bool Declares);
