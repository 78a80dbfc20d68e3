using System.Text.Json;

namespace GroupConv.Kernel.Protocol;

/// <summary>The header of a message, as the kernel writes it.</summary>
/// <param name="MsgId">A unique id.</param>
/// <param name="Session">The kernel's session.</param>
/// <param name="Username">The sender.</param>
/// <param name="Date">The time, ISO 8601.</param>
/// <param name="MsgType">What it is.</param>
/// <param name="Version">The protocol version.</param>
internal sealed record MessageHeader(string MsgId, string Session, string Username, string Date, string MsgType, string Version);

/// <summary>A message from a client, with a valid signature.</summary>
/// <param name="Identities">The ZeroMQ identities, for the reply.</param>
/// <param name="MsgType">What it is.</param>
/// <param name="Header">Its header, the parent header of replies.</param>
/// <param name="Content">Its content.</param>
internal sealed record Message(IReadOnlyList<byte[]> Identities, string MsgType, JsonElement Header, JsonElement Content)
{
    /// <summary>A string property of the content, or a default.</summary>
    public string Text(string name, string absent = "") =>
        Content.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : absent;

    /// <summary>A boolean property of the content, or a default.</summary>
    public bool Flag(string name, bool absent) =>
        Content.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.True or JsonValueKind.False
            ? value.GetBoolean() : absent;

    /// <summary>An integer property of the content, or a default.</summary>
    public int Number(string name, int absent) =>
        Content.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out int number)
            ? number : absent;
}
