using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace GroupConv.Kernel.Scripting.Submissions;

/// <summary>A part of a cell, compiled and loaded.</summary>
/// <param name="Compilation">Its compilation.</param>
/// <param name="Written">Its code, without checks.</param>
/// <param name="Factory">Starts it: takes the slots of all submissions, puts its own instance into the next free one; null where there is nothing to run.</param>
/// <param name="Declares">Whether later cells see something of it.</param>
internal sealed record Submission(CSharpCompilation Compilation, SyntaxTree Written, Func<object?[], Task<object?>>? Factory, bool Declares);
