using System.Buffers.Binary;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;
using System.Runtime.InteropServices;
using Microsoft.CodeAnalysis;

namespace GroupConv.Kernel.Scripting.Loading;

/// <summary>
/// References an assembly that was built with newer versions of others than the notebook has: in the copy that the compiler reads it asks
/// for the notebook's, since the compiler refuses older ones (CS1705).
/// </summary>
internal static class OlderReferences
{
    private const int VersionBytes = 8;

    /// <summary>The reference. At run time the assembly is loaded as it is, and gets the notebook's versions of the others.</summary>
    /// <param name="path">The assembly.</param>
    /// <param name="has">The notebook's version of an assembly; null if it has none of that name.</param>
    public static PortableExecutableReference Reference(string path, Func<string, Version?> has)
    {
        byte[] image = File.ReadAllBytes(path);
        bool changed = false;
        using (var file = new PEReader(ImmutableCollectionsMarshal.AsImmutableArray(image)))
        {
            var metadata = file.GetMetadataReader();
            int table = file.PEHeaders.MetadataStartOffset + metadata.GetTableMetadataOffset(TableIndex.AssemblyRef);
            foreach (var handle in metadata.AssemblyReferences)
            {
                var reference = metadata.GetAssemblyReference(handle);
                if (has(metadata.GetString(reference.Name)) is not { } version || version >= reference.Version)
                    continue;

                // A row starts with four numbers of two bytes, the version. Source: ECMA-335, II.22.5.
                int row = MetadataTokens.GetRowNumber(handle) - 1;
                var bytes = image.AsSpan(table + (row * metadata.GetTableRowSize(TableIndex.AssemblyRef)), VersionBytes);
                int[] numbers = [version.Major, version.Minor, Math.Max(version.Build, 0), Math.Max(version.Revision, 0)];
                for (int i = 0; i < numbers.Length; i++)
                    BinaryPrimitives.WriteUInt16LittleEndian(bytes[(2 * i)..], (ushort)numbers[i]);
                changed = true;
            }
        }

        return changed ? MetadataReference.CreateFromImage(image, filePath: path) : MetadataReference.CreateFromFile(path);
    }
}
