namespace GroupConv.Kernel.Notebooks;

/// <summary>A notebook file cannot be used. The message says why and how to fix it.</summary>
internal sealed class NotebookException(string message, Exception? inner = null) : Exception(message, inner);
