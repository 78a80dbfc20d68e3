using System.Reflection;
using System.Runtime.Loader;

namespace GroupConv.Kernel.Scripting.Loading;

/// <summary>The load context of compiled cells.</summary>
/// <param name="earlier">Finds the assemblies of earlier cells.</param>
/// <param name="notebook">Loads all other assemblies.</param>
/// <param name="isCollectible">Whether the runtime may unload it.</param>
internal sealed class SubmissionContext(
    Func<string, Assembly?> earlier, NotebookContext notebook, bool isCollectible) : AssemblyLoadContext(name: null, isCollectible)
{
    /// <inheritdoc/>
    protected override Assembly? Load(AssemblyName assemblyName) =>
        earlier(assemblyName.Name!) ?? notebook.LoadFromAssemblyName(assemblyName);

    /// <inheritdoc/>
    protected override nint LoadUnmanagedDll(string unmanagedDllName) => notebook.LoadNative(unmanagedDllName);
}
