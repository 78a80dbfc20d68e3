using GroupConv.Interactive.Formatting;

namespace GroupConv.Interactive.Hosting;

/// <summary>What every notebook host does first.</summary>
public static class GroupConvExtension
{
    /// <summary>Namespaces that C# cells import, so that the C# shown beside a result compiles in a cell.</summary>
    public static string[] Usings => ["GroupConv.Core", "GroupConv.Core.Specs", "GroupConv.Interactive", "GroupConv.Interactive.Results"];

    /// <summary>One line that says what to try first.</summary>
    public static string Greeting =>
        $"GroupConv {typeof(GroupConvExtension).Assembly.GetName().Version!.ToString(3)} is ready. "
        + $"Try: {MagicLine.Magic} explain \"nn.Conv2d(64, 128, kernel_size=3, padding=1, groups=4)\", or {MagicLine.Magic} help";

    /// <summary>Loads the engine and registers the formatters of what it draws. A second call changes nothing.</summary>
    /// <exception cref="DirectoryNotFoundException">The folder with the engine is missing from the installation.</exception>
    public static IEngine Load()
    {
        var engine = EngineLoader.Load();
        FormatterRegistration.Register(engine);
        return engine;
    }
}
