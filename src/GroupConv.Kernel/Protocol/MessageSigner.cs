using System.Security.Cryptography;
using System.Text;

namespace GroupConv.Kernel.Protocol;

/// <summary>Signs messages with HMAC-SHA256 over header, parent header, metadata and content, in lower-case hex. Thread-safe.</summary>
/// <param name="key">The key; empty to neither sign nor verify.</param>
internal sealed class MessageSigner(string key)
{
    private readonly byte[] _key = Encoding.UTF8.GetBytes(key);

    /// <summary>Whether there is a key.</summary>
    public bool Signs => _key.Length > 0;

    /// <summary>The signature of four frames.</summary>
    public string Sign(ReadOnlySpan<byte> header, ReadOnlySpan<byte> parent, ReadOnlySpan<byte> metadata, ReadOnlySpan<byte> content)
    {
        if (_key.Length == 0)
            return "";

        using var hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, _key);
        hash.AppendData(header);
        hash.AppendData(parent);
        hash.AppendData(metadata);
        hash.AppendData(content);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>Verifies a signature in constant time.</summary>
    public bool Verify(
        ReadOnlySpan<byte> signature,
        ReadOnlySpan<byte> header,
        ReadOnlySpan<byte> parent,
        ReadOnlySpan<byte> metadata,
        ReadOnlySpan<byte> content) =>
        _key.Length == 0
        || CryptographicOperations.FixedTimeEquals(signature, Encoding.ASCII.GetBytes(Sign(header, parent, metadata, content)));
}
