using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace GroupConv.Kernel.Protocol;

/// <summary>
/// Encodes and decodes messages: identities, delimiter, signature, header, parent header, metadata, content. Source: "Messaging in
/// Jupyter", the wire protocol, version 5.3.
/// </summary>
/// <param name="signer">Signs and verifies.</param>
/// <param name="session">The session id in the kernel's headers.</param>
internal sealed class Wire(MessageSigner signer, string session)
{
    /// <summary>The protocol version.</summary>
    public const string Version = "5.3";

    private static readonly byte[] Delimiter = "<IDS|MSG>"u8.ToArray();

    private readonly SeenSignatures _seen = new();

    /// <summary>The JSON options: snake_case, without HTML escapes.</summary>
    public static JsonSerializerOptions Json { get; } = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The frames of a message.</summary>
    /// <param name="identities">The ZeroMQ identities; the topic on iopub.</param>
    /// <param name="type">The message type.</param>
    /// <param name="parent">The request that it answers, or null.</param>
    /// <param name="content">The content.</param>
    public IReadOnlyList<byte[]> Encode(IReadOnlyList<byte[]> identities, string type, Message? parent, object content)
    {
        byte[] header = JsonSerializer.SerializeToUtf8Bytes(
            new MessageHeader(
                Guid.NewGuid().ToString("N"),
                session,
                "kernel",
                DateTime.UtcNow.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture),
                type,
                Version),
            Json);
        byte[] parentHeader = parent is null ? "{}"u8.ToArray() : JsonSerializer.SerializeToUtf8Bytes(parent.Header, Json);
        byte[] metadata = "{}"u8.ToArray();
        byte[] body = JsonSerializer.SerializeToUtf8Bytes(content, content.GetType(), Json);
        byte[] signature = Encoding.ASCII.GetBytes(signer.Sign(header, parentHeader, metadata, body));
        return [.. identities, Delimiter, signature, header, parentHeader, metadata, body];
    }

    /// <summary>Decodes a message. Not thread-safe.</summary>
    /// <param name="frames">The frames as received.</param>
    /// <param name="message">The message.</param>
    /// <param name="problem">Why the message is invalid.</param>
    public bool TryDecode(
        IReadOnlyList<byte[]> frames,
        [NotNullWhen(true)] out Message? message,
        [NotNullWhen(false)] out string? problem)
    {
        message = null;
        int at = 0;
        while (at < frames.Count && !frames[at].AsSpan().SequenceEqual(Delimiter))
            at++;

        if (frames.Count < at + 6)
        {
            problem = "frames are missing";
            return false;
        }

        // The signature is verified first: nothing unsigned reaches the JSON parser.
        if (!signer.Verify(frames[at + 1], frames[at + 2], frames[at + 3], frames[at + 4], frames[at + 5]))
        {
            problem = "the signature is wrong";
            return false;
        }

        if (signer.Signs && !_seen.Add(frames[at + 1]))
        {
            problem = "its signature came before";
            return false;
        }

        if (!TryParseObject(frames[at + 2], out var header) || !TryParseObject(frames[at + 5], out var content))
        {
            problem = "header or content is no JSON object";
            return false;
        }

        if (!header.TryGetProperty("msg_type", out var type) || type.ValueKind != JsonValueKind.String)
        {
            problem = "the header has no msg_type";
            return false;
        }

        message = new Message([.. frames.Take(at)], type.GetString()!, header, content);
        problem = null;
        return true;
    }

    private static bool TryParseObject(byte[] utf8, out JsonElement value)
    {
        try
        {
            using var document = JsonDocument.Parse(utf8);
            value = document.RootElement.Clone();
            return value.ValueKind == JsonValueKind.Object;
        }
        catch (JsonException)
        {
            value = default;
            return false;
        }
    }
}
