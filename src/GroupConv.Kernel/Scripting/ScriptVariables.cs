using System.Reflection;
using GroupConv.Kernel.Scripting.Surface;
using Microsoft.CodeAnalysis.CSharp;

namespace GroupConv.Kernel.Scripting;

/// <summary>The variables of a session: of each name the one that was declared last.</summary>
/// <param name="declare">Runs a line of C#.</param>
internal sealed class ScriptVariables(Action<string> declare) : IScriptVariables
{
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
            throw new ArgumentException($"'{name}' is no name that a C# variable can have. Use letters, digits and _, with no digit first, such as 'y'.", nameof(name));

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

    /// <summary>Takes in the variables that a submission declares.</summary>
    /// <param name="names">Their names.</param>
    /// <param name="submission">Its instance.</param>
    public void Add(IEnumerable<string> names, object submission)
    {
        lock (_lock)
        {
            foreach (var name in names)
            {
                if (submission.GetType().GetField(name, BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic) is { } field)
                    _places[name] = new Place(field, submission);
            }
        }
    }

    private sealed record Place(FieldInfo Field, object Submission);
}
