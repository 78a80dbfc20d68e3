using System.Runtime.Loader;
using GroupConv.Interactive.Hosting;

namespace GroupConv.Interactive.Tests.Hosting;

public sealed class EngineLoaderTests
{
    [Fact]
    public void The_engine_lives_in_a_context_of_its_own_and_is_made_once()
    {
        var engine = EngineLoader.Load();

        var context = AssemblyLoadContext.GetLoadContext(engine.GetType().Assembly);
        Assert.NotSame(AssemblyLoadContext.Default, context);
        Assert.Equal("GroupConv", context!.Name);
        Assert.Same(engine, EngineLoader.Load());
    }
}
