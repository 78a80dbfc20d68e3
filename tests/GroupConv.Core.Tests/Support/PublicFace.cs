using System.Reflection;
using System.Runtime.CompilerServices;
using GroupConv.Core.Specs;

namespace GroupConv.Core.Tests.Support;

/// <summary>What holds for every public type of an assembly: nulls are refused in words, and values print as a person would write
/// them.</summary>
/// <param name="assembly">The assembly.</param>
/// <param name="samples">A value of each public type that has values; the last one that fits is the argument for a parameter.</param>
/// <param name="arguments">Arguments by the name of the parameter, or of type and parameter, where a value of the type is not
/// enough.</param>
internal sealed class PublicFace(Assembly assembly, IReadOnlyList<object> samples, IReadOnlyDictionary<string, object> arguments)
{
    private readonly NullabilityInfoContext _nullability = new();

    /// <summary>Calls each public method and constructor with null for each parameter in turn.</summary>
    /// <param name="unreachable">Members that reflection cannot call, since they take spans, and that take what could be null.</param>
    /// <returns>What is wrong, and how many nulls were tried.</returns>
    public (List<string> Faults, int Tried) PassNulls(IReadOnlyList<string> unreachable)
    {
        var faults = new List<string>();
        var unreached = new List<string>();
        int tried = 0;
        foreach (var member in Types().SelectMany(Members))
        {
            foreach (var parameter in member.GetParameters().Where(parameter => !parameter.ParameterType.IsValueType
                && !parameter.ParameterType.IsByRef))
            {
                bool mayBeNull = _nullability.Create(parameter).WriteState == NullabilityState.Nullable;
                string name = $"{member.DeclaringType!.Name}.{member.Name}({parameter.Name})";
                if (member.GetParameters().Any(other => IsSpan(other.ParameterType)))
                {
                    if (!mayBeNull)
                        unreached.Add(name);
                    continue;
                }

                tried++;
                if (Fault(member, parameter, mayBeNull) is { } fault)
                    faults.Add($"{name}: {fault}");
            }
        }

        faults.AddRange(unreached.Except(unreachable).Select(name => $"{name}: takes spans; test it by hand"));
        return (faults, tried);
    }

    /// <summary>Prints a value of each public type that has values.</summary>
    /// <returns>What is wrong, and how many types were printed.</returns>
    public (List<string> Faults, int Printed) Print()
    {
        var faults = new List<string>();
        int printed = 0;
        foreach (var type in Types().Where(type => !type.IsAbstract && !type.IsEnum && !type.IsAssignableTo(typeof(Exception))))
        {
            var values = samples.Where(sample => sample.GetType() == type).ToList();
            if (values.Count == 0)
                faults.Add($"{type.Name}: there is no sample of it");
            foreach (object value in values)
            {
                string text = value.ToString() ?? "";
                bool isDump = text.Length == 0 || text.Contains(type.Namespace!, StringComparison.Ordinal)
                    || text.Contains("System.", StringComparison.Ordinal)
                    || text == type.Name || text.StartsWith($"{type.Name.Split('`')[0]} {{", StringComparison.Ordinal);
                if (isDump)
                    faults.Add($"{type.Name}: prints “{text}”");
                printed++;
            }
        }

        return (faults, printed);
    }

    private static bool IsSpan(Type type) => type.IsByRefLike || (type.IsByRef && type.GetElementType()!.IsByRefLike);

    private static IEnumerable<MethodBase> Members(Type type)
    {
        const BindingFlags declared = BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;
        var methods = type.GetMethods(declared)
            .Where(method => !method.IsAbstract && method.Name is not ("Equals" or "<Clone>$" or "op_Equality" or "op_Inequality"))
            .Where(method => !method.Name.StartsWith("set_", StringComparison.Ordinal))
            .Select(method => method.IsGenericMethodDefinition ? method.MakeGenericMethod(typeof(float)) : method);
        return [.. type.IsAbstract ? [] : type.GetConstructors(), .. methods];
    }

    private IEnumerable<Type> Types() => assembly.GetExportedTypes()
        .Where(type => !type.IsInterface && !type.IsAssignableTo(typeof(Delegate)))
        .Select(type => type.IsGenericTypeDefinition ? type.MakeGenericType(typeof(float)) : type);

    private string? Fault(MethodBase member, ParameterInfo isNull, bool mayBeNull)
    {
        object?[] values = [.. member.GetParameters().Select(parameter => parameter == isNull ? null : Argument(parameter))];
        object? target = member.IsStatic || member.IsConstructor ? null : Sample(member.DeclaringType!);
        try
        {
            object? result = member is ConstructorInfo constructor ? constructor.Invoke(values) : member.Invoke(target, values);
            (result as IDisposable)?.Dispose();
            return mayBeNull ? null : "null passes";
        }
        catch (TargetInvocationException thrown)
        {
            var error = thrown.InnerException!;
            if (mayBeNull)
                return error is NullReferenceException ? "NullReferenceException" : null;
            bool isTold = error is ConvException or ArgumentNullException && error.Message.Contains("null", StringComparison.Ordinal);
            return isTold ? null : $"{error.GetType().Name}: {error.Message}";
        }
    }

    private object? Argument(ParameterInfo parameter)
    {
        var type = parameter.ParameterType;
        string[] names = [$"{parameter.Member.DeclaringType!.Name}.{parameter.Name}", parameter.Name!];
        if (names.Select(name => arguments.GetValueOrDefault(name)).FirstOrDefault(type.IsInstanceOfType) is { } named)
            return named;
        if (parameter.HasDefaultValue)
            return parameter.DefaultValue ?? (type.IsValueType ? RuntimeHelpers.GetUninitializedObject(type) : null);
        return type == typeof(int) ? 1 : Sample(type);
    }

    private object Sample(Type type) => samples.LastOrDefault(type.IsInstanceOfType)
        ?? (type.IsValueType ? RuntimeHelpers.GetUninitializedObject(type)
            : throw new InvalidOperationException($"There is no sample of {type.Name}."));
}
