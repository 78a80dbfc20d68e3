namespace GroupConv.Kernel.Transport;

/// <summary>The sockets that carry messages. The heartbeat only echoes.</summary>
internal enum Channel
{
    /// <summary>Requests, in order.</summary>
    Shell,

    /// <summary>Requests that do not wait for cells.</summary>
    Control,

    /// <summary>Outputs and status, to all clients.</summary>
    Iopub,

    /// <summary>Input requests to the user.</summary>
    Stdin,
}
