using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;

namespace GroupConv.Kernel.Scripting.Instrumentation;

/// <summary>Instruments the scripts that a cell loads with <c>#load</c>. The compiler reads them itself, through this resolver.</summary>
internal sealed class GuardedFiles : SourceFileResolver
{
    private readonly Dictionary<string, SourceText> _texts;

    private GuardedFiles(SourceFileResolver files, Dictionary<string, SourceText> texts)
        : base(files.SearchPaths, files.BaseDirectory) => _texts = texts;

    /// <summary>Instruments a cell and everything it loads.</summary>
    /// <param name="compilation">The compilation of the cell as written.</param>
    /// <param name="cell">The tree of the cell itself.</param>
    /// <param name="expressions">As for <see cref="CellInstrumenter.Instrument"/>.</param>
    public static CSharpCompilation Guard(CSharpCompilation compilation, SyntaxTree cell, bool expressions)
    {
        var guarded = compilation;
        var loaded = compilation.SyntaxTrees.Where(t => t != cell).ToDictionary(t => t.FilePath, Text, StringComparer.Ordinal);
        if (loaded.Count > 0)
        {
            var files = new GuardedFiles((SourceFileResolver)guarded.Options.SourceReferenceResolver!, loaded);
            guarded = guarded.WithOptions(guarded.Options.WithSourceReferenceResolver(files));
        }


        return guarded.ReplaceSyntaxTree(cell, cell.WithChangedText(Text(cell)));

        SourceText Text(SyntaxTree tree) => CellInstrumenter.Instrument(compilation.GetSemanticModel(tree), expressions);
    }

    /// <inheritdoc/>
    public override SourceText ReadText(string resolvedPath) => _texts.GetValueOrDefault(resolvedPath) ?? base.ReadText(resolvedPath);

    // By reference: the files of two cells may have different texts.

    /// <inheritdoc/>
    public override bool Equals(object? obj) => ReferenceEquals(this, obj);

    /// <inheritdoc/>
    public override int GetHashCode() => base.GetHashCode();
}
