using GroupConv.Kernel.Protocol;
using GroupConv.Kernel.Transport;

namespace GroupConv.Kernel.Handlers;

/// <summary>A request and the ways to answer it. Safe from many threads.</summary>
/// <param name="Request">The request.</param>
/// <param name="Channel">Where it came from, and its reply goes.</param>
/// <param name="Wire">Makes the frames.</param>
/// <param name="Send">Sends frames: channel, type, frames.</param>
internal sealed record Exchange(Message Request, Channel Channel, Wire Wire, Action<Channel, string, IReadOnlyList<byte[]>> Send)
{
    /// <summary>Sends the reply to the one who asked.</summary>
    public void Reply(string type, object content) => Send(Channel, type, Wire.Encode(Request.Identities, type, Request, content));

    /// <summary>Sends something to everyone.</summary>
    public void Publish(string type, object content) =>
        Send(Channel.Iopub, type, Wire.Encode([System.Text.Encoding.ASCII.GetBytes(type)], type, Request, content));

    /// <summary>Asks the one who sent the request for input.</summary>
    public void Ask(InputRequestContent content) => Send(Channel.Stdin, "input_request", Wire.Encode(Request.Identities, "input_request", Request, content));
}
