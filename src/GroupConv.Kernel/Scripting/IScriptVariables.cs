namespace GroupConv.Kernel.Scripting;

/// <summary>The variables of the cells that ran.</summary>
internal interface IScriptVariables
{
    /// <summary>Their names.</summary>
    IReadOnlyCollection<string> Names { get; }

    /// <summary>All of them as they are now, in the order of their names.</summary>
    IReadOnlyList<ScriptVariable> All { get; }

    /// <summary>Looks one up.</summary>
    bool TryGet(string name, out object? value);

    /// <summary>Declares one, or gives one a value. Its type becomes the value's.</summary>
    /// <exception cref="ArgumentException">The name is no C# identifier.</exception>
    void Set(string name, object value);
}

/// <summary>A variable as it is now.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its declared type.</param>
/// <param name="Value">Its value.</param>
internal sealed record ScriptVariable(string Name, Type Type, object? Value)
{
    /// <summary>Bytes that the value takes, with what it refers to; an estimate, that ends counting at some size of the graph.</summary>
    public long Bytes => ValueSize.Of(Value);
}
