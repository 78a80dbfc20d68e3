using System.Reflection;

namespace GroupConv.Kernel.Packages;

/// <summary>Tells assemblies from native libraries, which packages keep in the same folders.</summary>
internal static class AssemblyFile
{
    /// <summary>The name of an assembly; null for other files.</summary>
    /// <param name="path">The file.</param>
    public static AssemblyName? NameOf(string path)
    {
        try
        {
            return AssemblyName.GetAssemblyName(path);
        }
        catch (Exception e) when (e is BadImageFormatException or IOException)
        {
            return null;
        }
    }
}
