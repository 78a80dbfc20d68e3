namespace GroupConv.Notebook.Tests;

/// <summary>A tutorial, executed once by Jupyter's nbconvert with our kernelspec and once by our own command line.</summary>
/// <param name="name">The notebook's file.</param>
/// <param name="variables">Environment variables that it reads.</param>
public abstract class NotebookRuns(string name, IReadOnlyDictionary<string, string> variables) : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("groupconv-tutorial-").FullName;

    internal ExecutedNotebook ByJupyter { get; private set; } = null!;

    internal ExecutedNotebook ByUs { get; private set; } = null!;

    internal string Page { get; private set; } = null!;

    internal string JupyterPage { get; private set; } = null!;

    /// <summary>Environment in which Jupyter finds our kernelspec and nothing of the user's.</summary>
    internal Dictionary<string, string> Environment { get; private set; } = [];

    public async ValueTask InitializeAsync()
    {
        (await Programs.GroupConv("jupyter", "install", "--prefix", _folder)).Succeeded();
        Environment = new Dictionary<string, string>(variables)
        {
            ["JUPYTER_PATH"] = Path.Combine(_folder, "share", "jupyter"),
            ["JUPYTER_DATA_DIR"] = Path.Combine(_folder, "data"),
            ["JUPYTER_CONFIG_DIR"] = Path.Combine(_folder, "config"),
            ["JUPYTER_RUNTIME_DIR"] = Path.Combine(_folder, "runtime"),
            ["IPYTHONDIR"] = Path.Combine(_folder, "ipython"),
        };

        string executed = Path.Combine(_folder, "by-jupyter.ipynb");
        (await Programs.Run(
            "jupyter",
            ["nbconvert", "--to", "notebook", "--execute", Repository.Notebook(name), "--output", executed],
            Environment)).Succeeded();
        ByJupyter = new ExecutedNotebook(executed);

        (await Programs.Run("jupyter", ["nbconvert", "--to", "html", executed], Environment)).Succeeded();
        JupyterPage = Path.ChangeExtension(executed, ".html");

        Page = Path.Combine(_folder, "by-us.html");
        string ours = Path.Combine(_folder, "by-us.ipynb");
        (await Programs.GroupConv(["run", Repository.Notebook(name), "--output", ours, "--html", Page], variables)).Succeeded();
        ByUs = new ExecutedNotebook(ours);
    }

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        Directory.Delete(_folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    internal ExecutedNotebook By(string who) => who == "jupyter" ? ByJupyter : ByUs;
}
