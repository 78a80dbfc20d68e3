namespace GroupConv.Kernel.Protocol;

/// <summary>Input from outside violates Jupyter's protocol; the message says how.</summary>
internal sealed class ProtocolException(string message, Exception? inner = null) : Exception(message, inner);
