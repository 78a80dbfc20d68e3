namespace GroupConv.Interactive.Hosting;

/// <summary>Brings the engine into its private load context.</summary>
public static class EngineLoader
{
    internal const string AssemblyName = "GroupConv.Interactive.Engine";

    private const string TypeName = AssemblyName + ".Engine";

    private static readonly Lazy<IEngine> s_engine = new(Create);

    /// <summary>The engine: made at the first call, the same one for every later call and thread.</summary>
    /// <exception cref="DirectoryNotFoundException">The folder with the engine is missing from the installation.</exception>
    public static IEngine Load() => s_engine.Value;

    private static IEngine Create()
    {
        var context = new PrivateContext(PrivateContext.FindFolder());
        var engine = context.LoadFromAssemblyName(new System.Reflection.AssemblyName(AssemblyName));
        return (IEngine)Activator.CreateInstance(engine.GetType(TypeName, throwOnError: true)!)!;
    }
}
