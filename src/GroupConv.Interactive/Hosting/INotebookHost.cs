namespace GroupConv.Interactive.Hosting;

/// <summary>What the extension needs of a notebook, whoever hosts it.</summary>
public interface INotebookHost
{
    /// <summary>Shows a value now, through <c>Formatter</c>.</summary>
    /// <param name="value">The value.</param>
    void Display(object value);

    /// <summary>Looks up a C# variable.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="value">Its value, by reference.</param>
    bool TryGetVariable(string name, out object? value);

    /// <summary>Gives the notebook a C# variable, or a new value to one.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="value">Its value; its runtime type becomes the variable's.</param>
    void SetVariable(string name, object value);

    /// <summary>Names of the C# variables there are, for help with a name that is not.</summary>
    IReadOnlyCollection<string> VariableNames { get; }

    /// <summary>Cancelled when the user interrupts.</summary>
    CancellationToken Cancellation { get; }
}
