namespace GroupConv.Kernel.Transport;

/// <summary>The sockets that carry messages. The heartbeat carries none: it is echoed.</summary>
internal enum Channel
{
    /// <summary>Requests, in order.</summary>
    Shell,

    /// <summary>Requests that do not wait for cells.</summary>
    Control,

    /// <summary>Outputs and status, to everyone.</summary>
    Iopub,

    /// <summary>The kernel's questions to the user.</summary>
    Stdin,
}
