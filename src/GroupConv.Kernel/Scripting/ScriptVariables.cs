using System.Reflection;
using GroupConv.Kernel.Scripting.Surface;
using Microsoft.CodeAnalysis.CSharp;

namespace GroupConv.Kernel.Scripting;

/// <summary>The variables of a session; for each name the latest declaration.</summary>
/// <param name="declare">Runs a C# statement.</param>
internal sealed class ScriptVariables(Action<string> declare) : IScriptVariables
{
    private const BindingFlags Fields = BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic;

    private readonly Lock _lock = new();
    private readonly SortedDictionary<string, Place> _places = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public IReadOnlyCollection<string> Names
    {
        get
        {
            lock (_lock)
                return [.. _places.Keys];
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<ScriptVariable> All
    {
        get
        {
            lock (_lock)
                return [.. _places.Select(p =>
                    new ScriptVariable(p.Key, p.Value.Field.FieldType, p.Value.Field.GetValue(p.Value.Submission)))];
        }
    }

    /// <inheritdoc/>
    public bool TryGet(string name, out object? value)
    {
        lock (_lock)
        {
            bool known = _places.TryGetValue(name, out var place);
            value = place?.Field.GetValue(place.Submission);
            return known;
        }
    }

    /// <inheritdoc/>
    public void Set(string name, object value)
    {
        if (!SyntaxFacts.IsValidIdentifier(name) || SyntaxFacts.GetKeywordKind(name) != SyntaxKind.None)
            throw new ArgumentException($"'{name}' is no name that a C# variable can have. Use letters, digits and _, with no digit "
                + "first, such as 'y'.");

        lock (_lock)
        {
            if (_places.TryGetValue(name, out var place) && !place.Field.IsInitOnly && !place.Field.IsLiteral
                && place.Field.FieldType == value.GetType())
            {
                place.Field.SetValue(place.Submission, value);
                return;
            }
        }

        string type = CSharpTypeName.Of(value.GetType());
        declare($"{type} {name} = ({type})global::{typeof(VariableSlot).FullName}.{nameof(VariableSlot.Take)}({VariableSlot.Put(value)});");
    }

    /// <summary>
    /// Adds the variables that a submission declares. An earlier variable of the same name can then only be reached by functions that
    /// captured it: if none did, its value is released.
    /// </summary>
    /// <param name="names">Their names.</param>
    /// <param name="submission">Its instance.</param>
    /// <param name="captured">The names that functions of the submission use.</param>
    public void Add(IEnumerable<string> names, object submission, IReadOnlySet<string> captured)
    {
        lock (_lock)
        {
            foreach (string name in names)
            {
                if (submission.GetType().GetField(name, Fields) is not { } field)
                    continue;

                if (_places.TryGetValue(name, out var shadowed))
                    shadowed.Release(field.FieldType);
                _places[name] = new Place(field, submission);
            }

            Capture(captured);
        }
    }

    /// <summary>Marks variables as captured.</summary>
    /// <param name="names">The names that functions of a submission use.</param>
    public void Capture(IReadOnlySet<string> names)
    {
        lock (_lock)
        {
            foreach (string name in names)
            {
                if (_places.TryGetValue(name, out var place))
                    place.IsCaptured = true;
            }
        }
    }

    private sealed record Place(FieldInfo Field, object Submission)
    {
        public bool IsCaptured { get; set; }

        public void Release(Type by)
        {
            // An invocation binds to an older delegate past a newer variable that is not callable.
            bool callable = typeof(Delegate).IsAssignableFrom(Field.FieldType) && !typeof(Delegate).IsAssignableFrom(by);
            if (!IsCaptured && !callable && !Field.IsLiteral && !Field.FieldType.IsPointer)
                Field.SetValue(Submission, null);
        }
    }
}
