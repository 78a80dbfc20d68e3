namespace GroupConv.Interactive.Hosting;

/// <summary>A host made of the delegates that the glue hands over.</summary>
internal sealed class DelegateHost(
    Func<string, object?> getVariable,
    Func<string[]> variableNames,
    Action<string, object> setVariable,
    Action<object> display,
    CancellationToken cancellation) : INotebookHost
{
    public IReadOnlyCollection<string> VariableNames => variableNames();

    public CancellationToken Cancellation => cancellation;

    public void Display(object value) => display(value);

    public bool TryGetVariable(string name, out object? value)
    {
        value = getVariable(name);
        return value is not null;
    }

    public void SetVariable(string name, object value) => setVariable(name, value);
}
