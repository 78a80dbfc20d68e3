using System.Collections.Immutable;
using GroupConv.Kernel.Scripting.Submissions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace GroupConv.Kernel.Scripting;

/// <summary>What the next cell would be compiled with. It never changes: an unfinished cell may be looked at while others run.</summary>
/// <param name="Previous">The latest submission that declares something; through it all earlier ones are seen.</param>
/// <param name="References">References that came after it.</param>
/// <param name="BaseDirectory">Where relative paths start.</param>
internal sealed record ScriptSnapshot(CSharpCompilation Previous, ImmutableArray<MetadataReference> References, string BaseDirectory)
{
    /// <summary>How cells are parsed.</summary>
    public static CSharpParseOptions ParseOptions => CellSplitter.ParseOptions;

    /// <summary>Parses a part of a cell as it is run.</summary>
    /// <param name="code">C#.</param>
    /// <param name="path">The name that errors and traces give it.</param>
    public static SyntaxTree Parse(string code, string path = "") => CSharpSyntaxTree.ParseText(code, ParseOptions, path, System.Text.Encoding.UTF8);

    /// <summary>The compilation of a cell after all that ran. Nothing is kept of it.</summary>
    /// <param name="cell">The cell, parsed with <see cref="ParseOptions"/>.</param>
    public CSharpCompilation Compile(SyntaxTree cell) => SubmissionCompiler.Compile("Unfinished", cell, References, [], Previous, BaseDirectory);
}
