namespace GroupConv.Interactive.Tests;

public sealed class FirstTests
{
    [Fact]
    public void Runs() => Assert.True(true);
}
