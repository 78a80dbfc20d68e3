using System.Reflection;

namespace GroupConv.Kernel.Packages;

/// <summary>Files that may be assemblies: packages keep native libraries beside them.</summary>
internal static class AssemblyFile
{
    /// <summary>The assembly's name; null where the file is none.</summary>
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
