using System.Text.Json;

namespace GroupConv.Kernel.Protocol;

/// <summary>A message's header, as the kernel writes it.</summary>
/// <param name="MsgId">Unique.</param>
/// <param name="Session">The kernel's session.</param>
/// <param name="Username">Who sends.</param>
/// <param name="Date">When, ISO 8601.</param>
/// <param name="MsgType">What it is.</param>
/// <param name="Version">The protocol's version.</param>
internal sealed record MessageHeader(string MsgId, string Session, string Username, string Date, string MsgType, string Version);

/// <summary>A message from a front end, with its signature checked.</summary>
/// <param name="Identities">The ZeroMQ identities in front, which lead a reply back.</param>
/// <param name="MsgType">What it is.</param>
/// <param name="Header">Its header, to become the parent header of what answers it.</param>
/// <param name="Content">What it says.</param>
internal sealed record Message(IReadOnlyList<byte[]> Identities, string MsgType, JsonElement Header, JsonElement Content)
{
    /// <summary>A text of the content, or a default where it is absent or no text.</summary>
    public string Text(string name, string absent = "") =>
        Content.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : absent;

    /// <summary>A truth of the content, or a default where it is absent or none.</summary>
    public bool Flag(string name, bool absent) =>
        Content.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.True or JsonValueKind.False ? value.GetBoolean() : absent;

    /// <summary>A whole number of the content, or a default where it is absent or none.</summary>
    public int Number(string name, int absent) =>
        Content.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) ? number : absent;
}
