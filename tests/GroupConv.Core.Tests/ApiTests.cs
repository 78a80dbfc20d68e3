using PublicApiGenerator;

namespace GroupConv.Core.Tests;

/// <summary>The public face of Core changes only on purpose: whoever changes it approves the new text.</summary>
public sealed class ApiTests
{
    [Fact]
    public void The_public_API_is_the_approved_one()
    {
        string actual = Normalised(typeof(Conv2d).Assembly.GeneratePublicApi(
            new ApiGeneratorOptions { IncludeAssemblyAttributes = false }));
        string approved = Normalised(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "approved", "GroupConv.Core.txt")));
        string received = Path.Combine(AppContext.BaseDirectory, "approved", "GroupConv.Core.received.txt");
        if (actual == approved)
            return;
        File.WriteAllText(received, actual);
        var before = approved.Split('\n');
        var after = actual.Split('\n');
        var lines = before.Except(after).Select(line => "- " + line.Trim()).Concat(after.Except(before).Select(line => "+ " + line.Trim()));
        Assert.Fail($"The public API has changed:\n{string.Join('\n', lines)}\nIf that is meant, copy {received} over tests/GroupConv.Core.Tests/approved/GroupConv.Core.txt.");
    }

    private static string Normalised(string text) => text.ReplaceLineEndings("\n").Trim() + "\n";
}
