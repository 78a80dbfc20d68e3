using System.Net;
using System.Text.Json;

namespace GroupConv.Kernel.Protocol;

/// <summary>The addresses and the signing key, from the file that Jupyter writes before it starts a kernel.</summary>
/// <param name="Ip">The address to bind: an IP address, <c>localhost</c> or <c>*</c>.</param>
/// <param name="ShellPort">The port of shell: requests in order.</param>
/// <param name="ControlPort">The port of control: requests that do not wait for cells.</param>
/// <param name="IopubPort">The port of iopub: outputs and status.</param>
/// <param name="StdinPort">The port of stdin: input requests.</param>
/// <param name="HeartbeatPort">The port of the heartbeat.</param>
/// <param name="Key">The signing key; empty for unsigned messages.</param>
internal sealed record ConnectionFile(
    string Ip, int ShellPort, int ControlPort, int IopubPort, int StdinPort, int HeartbeatPort, string Key)
{
    private const int LargestFile = 64 * 1024;

    /// <summary>Whether only this machine can connect.</summary>
    public bool IsLoopback => Ip == "localhost" || (IPAddress.TryParse(Ip, out var address) && IPAddress.IsLoopback(address));

    /// <summary>Reads and checks a connection file.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="ProtocolException">It is missing, too large or not supported.</exception>
    public static ConnectionFile Load(string path)
    {
        try
        {
            var file = new FileInfo(path);
            if (file.Exists && file.Length > LargestFile)
                throw new ProtocolException($"The connection file {path} has {file.Length} bytes; at most {LargestFile} are read.");

            return Parse(File.ReadAllText(path));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ProtocolException($"The connection file {path} cannot be read: {e.Message}", e);
        }
    }

    /// <summary>Whether other users can read or write a connection file, and so run code as this user. Unknown on Windows.</summary>
    /// <param name="path">The file.</param>
    public static bool IsOpenToOthers(string path) =>
        !OperatingSystem.IsWindows()
        && (File.GetUnixFileMode(path) & (
            UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead | UnixFileMode.OtherWrite)) != 0;

    /// <summary>For logs: everything but the key.</summary>
    public override string ToString() =>
        $"ip {Ip}, shell {ShellPort}, control {ControlPort}, iopub {IopubPort}, stdin {StdinPort}, heartbeat {HeartbeatPort}, "
            + $"{(Key.Length > 0 ? "signed" : "not signed")}";

    /// <summary>Parses the text of a connection file.</summary>
    /// <param name="json">The text.</param>
    /// <exception cref="ProtocolException">It is not supported.</exception>
    public static ConnectionFile Parse(string json)
    {
        using var document = ParseObject(json);
        var root = document.RootElement;

        string transport = Text(root, "transport", "tcp");
        if (transport != "tcp")
            throw new ProtocolException($"The connection file asks for transport '{transport}'; this kernel speaks tcp. Start Jupyter "
                + "with its default transport.");

        string scheme = Text(root, "signature_scheme", "hmac-sha256");
        string key = Text(root, "key", "");
        if (key.Length > 0 && scheme != "hmac-sha256")
            throw new ProtocolException($"The connection file asks for signature scheme '{scheme}'; this kernel signs with hmac-sha256.");

        string ip = Text(root, "ip", "127.0.0.1");
        if (ip is not ("localhost" or "*") && !IPAddress.TryParse(ip, out _))
            throw new ProtocolException($"The connection file's ip '{ip}' is no IP address.");

        return new ConnectionFile(
            ip,
            Port(root, "shell_port"),
            Port(root, "control_port"),
            Port(root, "iopub_port"),
            Port(root, "stdin_port"),
            Port(root, "hb_port"),
            key);
    }

    private static JsonDocument ParseObject(string json)
    {
        try
        {
            var document = JsonDocument.Parse(json);
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? document
                : throw new ProtocolException("The connection file holds no JSON object.");
        }
        catch (JsonException e)
        {
            throw new ProtocolException($"The connection file is not JSON: {e.Message}", e);
        }
    }

    private static string Text(JsonElement root, string name, string absent)
    {
        if (!root.TryGetProperty(name, out var value))
            return absent;

        return value.ValueKind == JsonValueKind.String
            ? value.GetString()!
            : throw new ProtocolException($"The connection file's {name} is no text.");
    }

    private static int Port(JsonElement root, string name) =>
        root.TryGetProperty(name, out var value)
        && value.ValueKind == JsonValueKind.Number
        && value.TryGetInt32(out int port)
        && port is > 0 and <= 65535
            ? port
            : throw new ProtocolException($"The connection file's {name} must be a port from 1 to 65535.");
}
