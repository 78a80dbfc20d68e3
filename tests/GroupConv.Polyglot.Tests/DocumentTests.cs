using GroupConv.Polyglot.Tests.Packaging;
using Microsoft.DotNet.Interactive.Documents;

namespace GroupConv.Polyglot.Tests;

/// <summary>The .dib files that our <c>convert</c> writes, read by .NET Interactive's own reader.</summary>
public sealed class DocumentTests
{
    [Fact]
    public async Task A_notebook_that_we_convert_has_the_same_cells_for_dotnet_interactive()
    {
        string folder = Directory.CreateTempSubdirectory("groupconv-documents-").FullName;
        try
        {
            string[] notebooks = Directory.GetFiles(Path.Combine(Packages.Root, "notebooks"), "*.ipynb");
            Assert.NotEmpty(notebooks);
            foreach (string notebook in notebooks)
            {
                string dib = Path.Combine(folder, Path.GetFileNameWithoutExtension(notebook) + ".dib");
                var (exit, output) = Packages.Run(Packages.Built("GroupConv.Kernel", "GroupConv.Kernel.dll"), "convert", notebook, dib);
                Assert.True(exit == 0, output);
                Assert.Equal(await Cells(notebook), await Cells(dib));
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<IEnumerable<(string Language, string Text)>> Cells(string path) =>
        (await InteractiveDocument.LoadAsync(new FileInfo(path))).Elements
            .Select(cell => (cell.KernelName ?? "csharp", cell.Contents.ReplaceLineEndings("\n").Trim('\n')));
}
