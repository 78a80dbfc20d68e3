using System.Reflection;
using System.Runtime.Loader;

namespace GroupConv.Kernel.Scripting.Loading;

/// <summary>The load context of one cell's code: collected once nothing refers to it.</summary>
/// <param name="earlier">Finds the assemblies of earlier cells.</param>
/// <param name="notebook">Loads everything else.</param>
internal sealed class SubmissionContext(Func<string, Assembly?> earlier, NotebookContext notebook) : AssemblyLoadContext(name: null, isCollectible: true)
{
    /// <inheritdoc/>
    protected override Assembly? Load(AssemblyName assemblyName) =>
        earlier(assemblyName.Name!) ?? notebook.LoadFromAssemblyName(assemblyName);

    /// <inheritdoc/>
    protected override nint LoadUnmanagedDll(string unmanagedDllName) => notebook.LoadNative(unmanagedDllName);
}
