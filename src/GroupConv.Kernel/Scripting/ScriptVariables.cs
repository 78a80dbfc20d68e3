using System.Reflection;
using GroupConv.Kernel.Scripting.Surface;
using Microsoft.CodeAnalysis.CSharp;

namespace GroupConv.Kernel.Scripting;

/// <summary>The variables of a session: of each name the one that was declared last.</summary>
/// <param name="declare">Runs a line of C#.</param>
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
                return [.. _places.Select(p => new ScriptVariable(p.Key, p.Value.Field.FieldType, p.Value.Field.GetValue(p.Value.Submission)))];
        }
    }

    /// <inheritdoc/>
    public bool TryGet(string name, out object? value)
    {
        lock (_lock)
        {
            var known = _places.TryGetValue(name, out var place);
            value = place?.Field.GetValue(place.Submission);
            return known;
        }
    }

    /// <inheritdoc/>
    public void Set(string name, object value)
    {
        if (!SyntaxFacts.IsValidIdentifier(name) || SyntaxFacts.GetKeywordKind(name) != SyntaxKind.None)
            throw new ArgumentException($"'{name}' is no name that a C# variable can have. Use letters, digits and _, with no digit first, such as 'y'.");

        lock (_lock)
        {
            if (_places.TryGetValue(name, out var place) && !place.Field.IsInitOnly && !place.Field.IsLiteral && place.Field.FieldType == value.GetType())
            {
                place.Field.SetValue(place.Submission, value);
                return;
            }
        }

        var type = CSharpTypeName.Of(value.GetType());
        declare($"{type} {name} = ({type})global::{typeof(VariableSlot).FullName}.{nameof(VariableSlot.Take)}({VariableSlot.Put(value)});");
    }

    /// <summary>
    /// Takes in the variables that a submission declares. A variable of the same name is out of reach from now on, but for functions that captured it:
    /// where none did, its value is released.
    /// </summary>
    /// <param name="names">Their names.</param>
    /// <param name="submission">Its instance.</param>
    /// <param name="captured">Names that its functions use.</param>
    public void Add(IEnumerable<string> names, object submission, IReadOnlySet<string> captured)
    {
        lock (_lock)
        {
            foreach (var name in names)
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

    /// <summary>Keeps what functions captured, also those of a submission that no later one sees.</summary>
    /// <param name="names">Names that its functions use.</param>
    public void Capture(IReadOnlySet<string> names)
    {
        lock (_lock)
        {
            foreach (var name in names)
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
            // A call finds an older delegate past a newer variable that cannot be called.
            var callable = typeof(Delegate).IsAssignableFrom(Field.FieldType) && !typeof(Delegate).IsAssignableFrom(by);
            if (!IsCaptured && !callable && !Field.IsLiteral && !Field.FieldType.IsPointer)
                Field.SetValue(Submission, null);
        }
    }
}
