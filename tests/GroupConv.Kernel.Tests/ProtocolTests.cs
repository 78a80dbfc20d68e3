using System.Text;
using System.Text.Json;
using GroupConv.Kernel.Protocol;

namespace GroupConv.Kernel.Tests;

public sealed class ProtocolTests
{
    private const string Good = """
        {"transport":"tcp","ip":"127.0.0.1","shell_port":1,"control_port":2,"iopub_port":3,"stdin_port":4,"hb_port":5,
        "key":"k","signature_scheme":"hmac-sha256","kernel_name":"x"}
        """;

    [Fact]
    public void A_connection_file_is_read()
    {
        var connection = ConnectionFile.Parse(Good);
        Assert.Equal(new ConnectionFile("127.0.0.1", 1, 2, 3, 4, 5, "k"), connection);
        Assert.True(connection.IsLoopback);
        Assert.False((connection with { Ip = "0.0.0.0" }).IsLoopback);
    }

    [Theory]
    [InlineData("", "not JSON")]
    [InlineData("[]", "no JSON object")]
    [InlineData("{\"shell_port\":70000}", "shell_port must be a port")]
    [InlineData("{\"shell_port\":\"1\"}", "shell_port must be a port")]
    [InlineData("{\"transport\":\"ipc\"}", "speaks tcp")]
    [InlineData("{\"key\":\"k\",\"signature_scheme\":\"hmac-md5\"}", "hmac-sha256")]
    [InlineData("{\"key\":7}", "key is no text")]
    [InlineData("{\"ip\":\"example.org\"}", "no IP address")]
    public void A_broken_connection_file_is_refused(string json, string message) =>
        Assert.Contains(message, Assert.Throws<ProtocolException>(() => ConnectionFile.Parse(json)).Message, StringComparison.Ordinal);

    [Fact]
    public void A_missing_connection_file_is_refused() =>
        Assert.Contains("cannot be read", Assert.Throws<ProtocolException>(() => ConnectionFile.Load("/no/such/file")).Message,
            StringComparison.Ordinal);

    // The vector of RFC 4231, test case 2, cut into four frames.
    [Fact]
    public void Signatures_are_hmac_sha256_over_the_frames_in_order()
    {
        var signer = new MessageSigner("Jefe");
        const string expected = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843";
        Assert.Equal(expected, signer.Sign("what do "u8, "ya want"u8, ""u8, " for nothing?"u8));
        Assert.True(signer.Verify(Encoding.ASCII.GetBytes(expected), "what do "u8, "ya want"u8, ""u8, " for nothing?"u8));
        Assert.False(signer.Verify(Encoding.ASCII.GetBytes(expected), "what do "u8, "ya want"u8, ""u8, " for nothing!"u8));
        Assert.False(signer.Verify(""u8, "what do "u8, "ya want"u8, ""u8, " for nothing?"u8));
    }

    [Fact]
    public void Without_a_key_nothing_is_signed() => Assert.Equal("", new MessageSigner("").Sign("a"u8, "b"u8, "c"u8, "d"u8));

    [Fact]
    public void What_is_encoded_is_decoded()
    {
        var wire = new Wire(new MessageSigner("k"), "s");
        var frames = wire.Encode([[1], [2, 3]], "stream", null, new StreamText("stdout", "ä<\u2028"));
        Assert.True(wire.TryDecode(frames, out var message, out _));
        Assert.Equal("stream", message.MsgType);
        Assert.Equal(2, message.Identities.Count);
        Assert.Equal("ä<\u2028", message.Text("text"));

        var reply = wire.Encode(message.Identities, "x_reply", message, new OkReply());
        using var parent = JsonDocument.Parse(reply[5]);
        Assert.Equal(message.Header.GetProperty("msg_id").GetString(), parent.RootElement.GetProperty("msg_id").GetString());
    }

    [Fact]
    public void Deep_json_is_dropped()
    {
        var wire = new Wire(new MessageSigner(""), "s");
        byte[] deep = Encoding.ASCII.GetBytes(new string('[', 5000));
        Assert.False(wire.TryDecode(["<IDS|MSG>"u8.ToArray(), [], "{\"msg_type\":\"x\"}"u8.ToArray(), [], [], deep], out _,
            out string? problem));
        Assert.Equal("header or content is no JSON object", problem);
    }
}
