namespace GroupConv.Kernel.Scripting;

/// <summary>A cell reads from the console where nobody can be asked.</summary>
internal sealed class StdinNotImplementedException()
    : InvalidOperationException("This cell asks for input, but nobody can be asked here. Give the value in the code, or run the notebook in a front end that allows input.");
