namespace GroupConv.Kernel.Protocol;

/// <summary>Something from outside does not follow Jupyter's protocol; the message says what.</summary>
internal sealed class ProtocolException(string message, Exception? inner = null) : Exception(message, inner);
