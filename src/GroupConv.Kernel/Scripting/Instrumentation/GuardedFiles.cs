using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;

namespace GroupConv.Kernel.Scripting.Instrumentation;

/// <summary>Gives the scripts that a cell loads with checks in them: the compiler lets nobody replace them once they are loaded.</summary>
internal sealed class GuardedFiles : SourceFileResolver
{
    private readonly Dictionary<string, SourceText> _texts;

    private GuardedFiles(SourceFileResolver files, Dictionary<string, SourceText> texts)
        : base(files.SearchPaths, files.BaseDirectory) => _texts = texts;

    /// <summary>Puts checks into a cell and all that it loads.</summary>
    /// <param name="compilation">The cell, as it was written.</param>
    /// <param name="cell">Its own code.</param>
    /// <param name="expressions">As for <see cref="CellInstrumenter.Instrument"/>.</param>
    public static CSharpCompilation Guard(CSharpCompilation compilation, SyntaxTree cell, bool expressions)
    {
        var guarded = compilation;
        var loaded = compilation.SyntaxTrees.Where(t => t != cell).ToDictionary(t => t.FilePath, Text, StringComparer.Ordinal);
        if (loaded.Count > 0)
            guarded = guarded.WithOptions(guarded.Options.WithSourceReferenceResolver(new GuardedFiles((SourceFileResolver)guarded.Options.SourceReferenceResolver!, loaded)));
        return guarded.ReplaceSyntaxTree(cell, cell.WithChangedText(Text(cell)));

        SourceText Text(SyntaxTree tree) => CellInstrumenter.Instrument(compilation.GetSemanticModel(tree), expressions);
    }

    /// <inheritdoc/>
    public override SourceText ReadText(string resolvedPath) => _texts.GetValueOrDefault(resolvedPath) ?? base.ReadText(resolvedPath);

    // Two cells' files differ where their texts do.

    /// <inheritdoc/>
    public override bool Equals(object? obj) => ReferenceEquals(this, obj);

    /// <inheritdoc/>
    public override int GetHashCode() => base.GetHashCode();
}
