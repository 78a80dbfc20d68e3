using System.Collections.Immutable;
using System.Composition.Hosting;
using GroupConv.Kernel.Language.Documentation;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Host.Mef;
using Microsoft.CodeAnalysis.Text;

namespace GroupConv.Kernel.Language;

/// <summary>
/// The notebook as a Roslyn workspace: one submission with all declarations so far, and one after it with the cell that is being edited. It
/// shares no symbols with the session's compiler, so that neither sees the other. One caller at a time.
/// </summary>
internal sealed class NotebookWorkspace : IDisposable
{
    // Import completion and snippets edit the text in several places, which Jupyter's completion cannot express.
    private static readonly string[] LeftOut = ["ImportCompletionProvider", "SnippetCompletionProvider"];

    private static readonly CSharpParseOptions ParseOptions = new(LanguageVersion.Preview, DocumentationMode.Parse, SourceCodeKind.Script);

    private readonly AdhocWorkspace _workspace;
    private readonly Declarations _declarations = new();
    private readonly DocumentedReferences _documented = new();
    private readonly DocumentId _before;
    private readonly DocumentId _cell;
    private Solution _solution;
    private ImmutableArray<MetadataReference> _references;
    private int _imports;
    private string _declared = "";

    /// <summary>Starts Roslyn's services, which takes about a second.</summary>
    public NotebookWorkspace()
    {
        var parts = MefHostServices.DefaultAssemblies
            .SelectMany(a => a.DefinedTypes)
            .Where(t => !LeftOut.Any(name => t.Name.EndsWith(name, StringComparison.Ordinal)))
            .Select(t => t.AsType());
        _workspace = new AdhocWorkspace(MefHostServices.Create(new ContainerConfiguration().WithParts(parts).CreateContainer()));
        var before = Project("Before", []);
        var cell = Project("Cell", [new ProjectReference(before.Id)]);
        _before = before.Documents[0].Id;
        _cell = cell.Documents[0].Id;
        _solution = _workspace.CurrentSolution.AddProject(before).AddProject(cell);
    }

    /// <summary>The declarations of the notebook, as of the latest <see cref="Open"/>.</summary>
    public Declarations Declarations => _declarations;

    /// <summary>The cell as a document.</summary>
    /// <param name="code">Its text.</param>
    /// <param name="previous">The latest submission; it leads to all earlier ones.</param>
    /// <param name="references">The references of the cell.</param>
    public Document Open(string code, Compilation previous, ImmutableArray<MetadataReference> references)
    {
        _declarations.Update(previous);
        if (_references != references || _imports != _declarations.Imports.Count)
            Adopt(references);
        if (_declared != _declarations.Text)
        {
            _declared = _declarations.Text;
            _solution = _solution.WithDocumentText(_before, SourceText.From(_declared));
        }

        // Kept, so that Roslyn reuses everything but the tree of the cell.
        _solution = _solution.WithDocumentText(_cell, SourceText.From(code));
        return _solution.GetDocument(_cell)!;
    }

    /// <inheritdoc/>
    public void Dispose() => _workspace.Dispose();

    private static ProjectInfo Project(string name, IEnumerable<ProjectReference> references)
    {
        var id = ProjectId.CreateNewId(name);
        var text = TextAndVersion.Create(SourceText.From(""), VersionStamp.Create());
        var document = DocumentInfo.Create(
            DocumentId.CreateNewId(id, name), name, sourceCodeKind: SourceCodeKind.Script, loader: TextLoader.From(text));
        return ProjectInfo.Create(
            id,
            VersionStamp.Create(),
            name,
            name,
            LanguageNames.CSharp,
            parseOptions: ParseOptions,
            documents: [document],
            projectReferences: references,
            isSubmission: true);
    }

    private void Adopt(ImmutableArray<MetadataReference> references)
    {
        (_references, _imports) = (references, _declarations.Imports.Count);
        var options = new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, usings: _declarations.Imports, allowUnsafe: true);
        var documented = _documented.Of(references);
        foreach (var project in new[] { _before.ProjectId, _cell.ProjectId })
            _solution = _solution.WithProjectCompilationOptions(project, options).WithProjectMetadataReferences(project, documented);
    }
}
