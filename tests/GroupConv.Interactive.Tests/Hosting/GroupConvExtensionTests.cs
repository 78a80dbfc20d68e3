using GroupConv.Interactive.Hosting;
using Microsoft.DotNet.Interactive.Formatting;

namespace GroupConv.Interactive.Tests.Hosting;

public sealed class GroupConvExtensionTests
{
    [Fact]
    public void Loading_gives_the_engine_and_registers_what_it_draws()
    {
        var engine = GroupConvExtension.Load();

        Assert.Same(EngineLoader.Load(), engine);
        Assert.Same(engine, GroupConvExtension.Load());
        Assert.All(engine.RenderedTypes, type => Assert.Contains("text/html", Formatter.GetPreferredMimeTypesFor(type)));
    }

    [Fact]
    public void The_greeting_is_one_line_whose_command_works()
    {
        string greeting = GroupConvExtension.Greeting;
        Assert.StartsWith("GroupConv 0.1.0 is ready.", greeting);
        Assert.DoesNotContain("\n", greeting);

        var host = new FakeHost();
        int end = greeting.IndexOf(", or", StringComparison.Ordinal);
        string line = greeting[greeting.IndexOf(MagicLine.Magic, StringComparison.Ordinal)..end];
        Assert.Null(GroupConvExtension.Load().Execute(line, "", host).Error);
        Assert.Single(host.Displayed);
    }

    [Fact]
    public void The_usings_are_namespaces_of_the_shared_assemblies()
    {
        var known = new[] { typeof(GroupConvExtension), typeof(Core.Conv2d) }
            .SelectMany(type => type.Assembly.GetExportedTypes()).Select(type => type.Namespace).ToHashSet();
        Assert.All(GroupConvExtension.Usings, name => Assert.Contains(name, known));
    }
}
