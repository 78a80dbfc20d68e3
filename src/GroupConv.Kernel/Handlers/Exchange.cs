using GroupConv.Kernel.Protocol;
using GroupConv.Kernel.Transport;

namespace GroupConv.Kernel.Handlers;

/// <summary>A request, with methods to reply and to publish. Thread-safe.</summary>
/// <param name="Request">The request.</param>
/// <param name="Channel">The channel of the request and of its reply.</param>
/// <param name="Wire">Encodes messages.</param>
/// <param name="Send">Sends frames: channel, type, frames.</param>
internal sealed record Exchange(Message Request, Channel Channel, Wire Wire, Action<Channel, string, IReadOnlyList<byte[]>> Send)
{
    /// <summary>Sends a reply to the client that sent the request.</summary>
    public void Reply(string type, object content) => Send(Channel, type, Wire.Encode(Request.Identities, type, Request, content));

    /// <summary>Publishes on iopub, to all clients.</summary>
    public void Publish(string type, object content) =>
        Send(Channel.Iopub, type, Wire.Encode([System.Text.Encoding.ASCII.GetBytes(type)], type, Request, content));

    /// <summary>Sends an input_request to the client that sent the request.</summary>
    public void Ask(InputRequestContent content) =>
        Send(Channel.Stdin, "input_request", Wire.Encode(Request.Identities, "input_request", Request, content));
}
