[assembly: AssemblyFixture(typeof(GroupConv.Notebook.Tests.LearningRuns))]

namespace GroupConv.Notebook.Tests;

/// <summary>The second tutorial, executed at its reduced size: three networks, two seeds, four epochs each.</summary>
public sealed class LearningRuns() : NotebookRuns(Name, new Dictionary<string, string> { ["GROUPCONV_NOTEBOOK_SIZE"] = "small" })
{
    internal const string Name = "02-learning-with-groups.ipynb";
}
