using System.Collections.Immutable;
using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;
using System.Runtime.InteropServices;
using Microsoft.CodeAnalysis;

namespace GroupConv.Kernel.Scripting.Loading;

/// <summary>References an assembly without some of its public types: in the copy that the compiler reads they are internal.</summary>
internal static class HiddenTypes
{
    /// <summary>The reference. At run time the assembly is loaded as it is.</summary>
    /// <param name="path">The assembly.</param>
    /// <param name="hidden">Full names of the types.</param>
    public static PortableExecutableReference Reference(string path, IReadOnlyCollection<string> hidden)
    {
        byte[] image = File.ReadAllBytes(path);
        using (var file = new PEReader(ImmutableCollectionsMarshal.AsImmutableArray(image)))
        {
            var metadata = file.GetMetadataReader();
            int table = file.PEHeaders.MetadataStartOffset + metadata.GetTableMetadataOffset(TableIndex.TypeDef);
            foreach (var handle in metadata.TypeDefinitions)
            {
                var type = metadata.GetTypeDefinition(handle);
                if (!hidden.Contains($"{metadata.GetString(type.Namespace)}.{metadata.GetString(type.Name)}"))
                    continue;

                // A row starts with the flags, whose lowest bits are the visibility. Source: ECMA-335, II.22.37 and II.23.1.15.
                int row = MetadataTokens.GetRowNumber(handle) - 1;
                image[table + (row * metadata.GetTableRowSize(TableIndex.TypeDef))] &= unchecked((byte)~TypeAttributes.VisibilityMask);
            }
        }

        return MetadataReference.CreateFromImage(image, filePath: path);
    }
}
