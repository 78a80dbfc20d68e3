namespace GroupConv.Kernel.Scripting;

/// <summary>A cell asks for input where the front end does not allow it.</summary>
internal sealed class StdinNotImplementedException()
    : InvalidOperationException("This cell asks for input, but nobody can be asked here. Give the value in the code, or run the notebook "
        + "in a front end that allows input.");
