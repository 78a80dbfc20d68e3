using System.Collections.Concurrent;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace GroupConv.Kernel.Scripting;

/// <summary>Estimates the memory of a value and of all objects that it refers to, each counted once.</summary>
internal static class ValueSize
{
    private const int MostObjects = 200_000;
    private const int Header = 16;

    private static readonly ConcurrentDictionary<Type, FieldInfo[]> References = new();

    /// <summary>The size in bytes; at most the first 200,000 objects are counted.</summary>
    /// <param name="value">The value.</param>
    public static long Of(object? value)
    {
        var seen = new HashSet<object>(ReferenceEqualityComparer.Instance);
        var waiting = new Stack<object>();
        Visit(value);
        long bytes = 0;
        while (seen.Count <= MostObjects && waiting.TryPop(out object? one))
        {
            bytes += Shallow(one);
            if (one is Array array)
                VisitElements(array);
            else
                VisitFields(one, one.GetType());
        }

        return bytes;

        void Visit(object? found)
        {
            // Objects of the runtime belong to nobody.
            if (found is not (null or MemberInfo or Assembly or Module or Thread or Pointer) && seen.Add(found))
                waiting.Push(found);
        }

        void VisitElements(Array array)
        {
            var element = array.GetType().GetElementType()!;
            if (!HoldsReferences(element))
                return;

            foreach (object? item in array)
            {
                if (seen.Count > MostObjects)
                    return;
                if (item is null)
                    continue;
                if (element.IsValueType)
                    VisitFields(item, element);
                else
                    Visit(item);
            }
        }

        void VisitFields(object owner, Type type)
        {
            foreach (var field in ReferenceFields(type))
            {
                object? content = field.GetValue(owner);
                if (content is not null && field.FieldType.IsValueType)
                    VisitFields(content, field.FieldType);
                else
                    Visit(content);
            }
        }
    }

    private static long Shallow(object value) => value switch
    {
        string text => Header + 6 + (2L * text.Length),
        Array array => Header + 8 + (array.LongLength * ElementSize(array.GetType().GetElementType()!)),
        _ => Header + Fields(value.GetType()).Sum(f => ElementSize(f.FieldType)),
    };

    private static long ElementSize(Type type)
    {
        if (!type.IsValueType)
            return nint.Size;
        if (type.IsByRefLike || type.IsPointer)
            return nint.Size;
        return RuntimeHelpers.SizeOf(type.TypeHandle);
    }

    private static FieldInfo[] ReferenceFields(Type type) =>
        References.GetOrAdd(type, t => [.. Fields(t).Where(f => HoldsReferences(f.FieldType))]);

    private static bool HoldsReferences(Type type) =>
        !type.IsPrimitive && !type.IsEnum && !type.IsPointer && !type.IsFunctionPointer && !type.IsByRefLike
        && (!type.IsValueType || Fields(type).Any(f => HoldsReferences(f.FieldType)));

    private static IEnumerable<FieldInfo> Fields(Type type)
    {
        for (Type? t = type; t is not null && t != typeof(object); t = t.BaseType)
        {
            foreach (var field in t.GetFields(
                BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
                yield return field;
        }
    }
}
