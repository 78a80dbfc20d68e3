namespace GroupConv.Kernel.Scripting;

/// <summary>The variables of the notebook.</summary>
internal interface IScriptVariables
{
    /// <summary>Their names.</summary>
    IReadOnlyCollection<string> Names { get; }

    /// <summary>All variables with their current values, sorted by name.</summary>
    IReadOnlyList<ScriptVariable> All { get; }

    /// <summary>Looks one up.</summary>
    bool TryGet(string name, out object? value);

    /// <summary>Declares a variable of the type of the value, or assigns one.</summary>
    /// <exception cref="ArgumentException">The name is not a C# identifier.</exception>
    void Set(string name, object value);
}

/// <summary>A variable with its current value.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its declared type.</param>
/// <param name="Value">Its value.</param>
internal sealed record ScriptVariable(string Name, Type Type, object? Value)
{
    /// <summary>The size of the value and all it refers to, in bytes; an estimate.</summary>
    public long Bytes => ValueSize.Of(Value);
}
