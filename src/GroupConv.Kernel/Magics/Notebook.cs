using System.Reflection;
using GroupConv.Core;
using GroupConv.Core.Execution;
using GroupConv.Interactive.Formatting;
using GroupConv.Interactive.Hosting;
using GroupConv.Kernel.Scripting;

namespace GroupConv.Kernel.Magics;

/// <summary>Puts a session together: C# with GroupConv in it.</summary>
internal static class Notebook
{
    private static readonly Assembly[] Shared = [typeof(Conv2d).Assembly, typeof(IEngine).Assembly];

    /// <summary>The engine, with its formatters registered.</summary>
    public static Lazy<IEngine> Engine { get; } = new(() =>
    {
        var engine = EngineLoader.Load();
        FormatterRegistration.Register(engine);
        return engine;
    });

    /// <summary>Starts a session. Relative paths start at the current directory.</summary>
    public static ScriptSession Start() =>
        new(
            [new EngineMagic(Engine)],
            new PackageReferences("GroupConv.Interactive", "GroupConv.Core"),
            Shared,
            GroupConvExtension.Usings,
            Directory.GetCurrentDirectory(),
            Prepare,
            enter: cancellation => ConvExecution.Cancellation = cancellation);

    /// <summary>Without its engine the kernel still runs C#; the magic says what is missing.</summary>
    private static void Prepare()
    {
        try
        {
            _ = Engine.Value;
        }
        catch (Exception e)
        {
            ConsoleRedirect.Error.WriteLine($"groupconv: {e.Message}");
        }
    }
}
