using System.Globalization;
using System.Reflection;
using GroupConv.Core;
using GroupConv.Core.Execution;
using GroupConv.Interactive.Formatting;
using GroupConv.Interactive.Hosting;
using GroupConv.Kernel.Packages;
using GroupConv.Kernel.Scripting;
using NuGet.Versioning;

namespace GroupConv.Kernel.Magics;

/// <summary>Creates a session: C# with GroupConv.</summary>
internal static class Notebook
{
    private static readonly Assembly[] Shared = [typeof(Conv2d).Assembly, typeof(Learning.Module).Assembly, typeof(IEngine).Assembly];

    /// <summary>The engine, with its formatters registered.</summary>
    public static Lazy<IEngine> Engine { get; } = new(() =>
    {
        var engine = EngineLoader.Load();
        FormatterRegistration.Register(engine);
        return engine;
    });

    static Notebook() => NotebookLibraries.Watch(Engine);

    /// <summary>Starts a session. Relative paths are relative to the current directory.</summary>
    public static ScriptSession Start()
    {
        // Cells have the culture of the environment, such as LANG=fr_FR.UTF-8, until they set another.
        CultureInfo.DefaultThreadCurrentCulture = null;
        string folder = Directory.GetCurrentDirectory();
        return new ScriptSession(
            Magics(folder),
            new PackageManager(Carried, folder),
            Shared,
            GroupConvExtension.Usings,
            folder,
            Prepare,
            enter: cancellation => ConvExecution.Cancellation = cancellation);
    }

    private static IReadOnlyList<CarriedPackage> Carried =>
    [
        new("GroupConv.Interactive", Version(typeof(IEngine))),
        new("GroupConv.Core", Version(typeof(Conv2d))),
        new("GroupConv.Learning", Version(typeof(Learning.Module))),
        new("System.Numerics.Tensors", Version(typeof(System.Numerics.Tensors.Tensor))),
        new("Microsoft.DotNet.Interactive", Version: null),
        new("Microsoft.DotNet.Interactive.Formatting", Version: null),
    ];

    private static IEnumerable<IMagic> Magics(string folder)
    {
        var values = new ValueStore();
        return
        [
            new EngineMagic(Engine),
            .. LanguageMagic.All, .. AbsentLanguageMagic.All,
            new TimeMagic(), new WhoMagic(), new WhosMagic(), new LsMagic(), new AboutMagic(Version(typeof(Notebook)).ToNormalizedString()),
            new ImportMagic(folder), new SetMagic(values), new ShareMagic(values), new ValueMagic(values, folder),
        ];
    }

    private static NuGetVersion Version(Type type) =>
        NuGetVersion.Parse(type.Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0]);

    /// <summary>Loads the engine. Without it the kernel still runs C#, and the magic reports what is missing.</summary>
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
