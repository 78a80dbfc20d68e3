[assembly: AssemblyFixture(typeof(GroupConv.Notebook.Tests.TutorialRuns))]

namespace GroupConv.Notebook.Tests;

/// <summary>The first tutorial, executed.</summary>
public sealed class TutorialRuns() : NotebookRuns(Name, new Dictionary<string, string>())
{
    internal const string Name = "01-how-groups-work.ipynb";
}
