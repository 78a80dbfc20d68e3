using System.Numerics.Tensors;
using GroupConv.Core.Specs;

namespace GroupConv.Interactive.Engine.Requests;

/// <summary>Says what a value is, as C# would.</summary>
internal static class TypeText
{
    /// <summary><c>Tensor&lt;float&gt; [1, 3, 64, 64]</c>, <c>string</c>, <c>null</c>.</summary>
    public static string Describe(object? value) => value switch
    {
        null => "null",
        Tensor<float> tensor => $"{Name(value.GetType())} {new TensorShape(tensor.Lengths)}",
        _ => Name(value.GetType()),
    };

    /// <summary>The name of a type as C# writes it.</summary>
    public static string Name(Type type)
    {
        if (type.IsArray)
            return $"{Name(type.GetElementType()!)}[{new string(',', type.GetArrayRank() - 1)}]";
        if (type.IsGenericType)
            return $"{type.Name.Split('`')[0]}<{string.Join(", ", type.GetGenericArguments().Select(Name))}>";
        return Type.GetTypeCode(type) switch
        {
            _ when type.IsEnum => type.Name,
            TypeCode.Int32 => "int",
            TypeCode.Int64 => "long",
            TypeCode.Int16 => "short",
            TypeCode.UInt16 => "ushort",
            TypeCode.UInt32 => "uint",
            TypeCode.UInt64 => "ulong",
            TypeCode.Single => "float",
            TypeCode.Boolean => "bool",
            TypeCode.Byte or TypeCode.Char or TypeCode.Decimal or TypeCode.Double or TypeCode.SByte
                or TypeCode.String => type.Name.ToLowerInvariant(),
            _ => type.Name,
        };
    }
}
