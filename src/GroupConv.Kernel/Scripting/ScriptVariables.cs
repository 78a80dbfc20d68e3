using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Scripting;
using GroupConv.Kernel.Scripting.Surface;

namespace GroupConv.Kernel.Scripting;

/// <summary>The variables of a session.</summary>
/// <param name="state">The state after the latest cell, or null.</param>
/// <param name="declare">Runs a line of C#.</param>
internal sealed class ScriptVariables(Func<ScriptState?> state, Action<string> declare) : IScriptVariables
{
    /// <inheritdoc/>
    public IReadOnlyCollection<string> Names =>
        state()?.Variables.Select(v => v.Name).Distinct(StringComparer.Ordinal).ToList() ?? [];

    /// <inheritdoc/>
    public bool TryGet(string name, out object? value)
    {
        var variable = state()?.GetVariable(name);
        value = variable?.Value;
        return variable is not null;
    }

    /// <inheritdoc/>
    public void Set(string name, object value)
    {
        if (!SyntaxFacts.IsValidIdentifier(name) || SyntaxFacts.GetKeywordKind(name) != SyntaxKind.None)
            throw new ArgumentException($"'{name}' is no name that a C# variable can have. Use letters, digits and _, with no digit first, such as 'y'.", nameof(name));

        if (state()?.GetVariable(name) is { IsReadOnly: false } known && known.Type == value.GetType())
        {
            known.Value = value;
            return;
        }

        var type = CSharpTypeName.Of(value.GetType());
        declare($"{type} {name} = ({type})global::{typeof(VariableSlot).FullName}.{nameof(VariableSlot.Take)}({VariableSlot.Put(value)});");
    }
}
