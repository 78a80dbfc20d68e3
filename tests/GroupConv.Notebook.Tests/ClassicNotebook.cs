using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;

namespace GroupConv.Notebook.Tests;

/// <summary>Debian's classic Notebook, started for a folder of its own and stopped with it.</summary>
internal sealed class ClassicNotebook : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("groupconv-classic-").FullName;
    private readonly string _token = Guid.NewGuid().ToString("N");
    private readonly StringBuilder _log = new();
    private readonly Process _server;
    private readonly int _port;

    internal ClassicNotebook(IReadOnlyDictionary<string, string> environment)
    {
        using (var free = new TcpListener(IPAddress.Loopback, 0))
        {
            free.Start();
            _port = ((IPEndPoint)free.LocalEndpoint).Port;
        }

        var start = new ProcessStartInfo(
            "jupyter-notebook",
            ["--no-browser", "--allow-root", "--ip=127.0.0.1", $"--port={_port}", "--port-retries=0", $"--NotebookApp.token={_token}",
                $"--notebook-dir={_folder}"])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
            WorkingDirectory = _folder,
        };
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        _server = Process.Start(start)!;
        _server.ErrorDataReceived += (_, line) => Note(line.Data);
        _server.OutputDataReceived += (_, line) => Note(line.Data);
        _server.BeginErrorReadLine();
        _server.BeginOutputReadLine();
        WaitUntilReady();
    }

    internal string File(string name) => Path.Combine(_folder, name);

    internal Uri Address(string name) => new($"http://127.0.0.1:{_port}/notebooks/{name}?token={_token}");

    /// <summary>Writes a notebook of code cells.</summary>
    internal void Write(string name, params string[] cells) => System.IO.File.WriteAllText(File(name), new JsonObject
    {
        ["nbformat"] = 4,
        ["nbformat_minor"] = 5,
        ["metadata"] = new JsonObject
        {
            ["kernelspec"] = new JsonObject
            {
                ["name"] = "groupconv",
                ["display_name"] = "C# (GroupConv)",
                ["language"] = "C#"
            }
        },
        ["cells"] = new JsonArray([.. cells.Select((source, i) => new JsonObject
        {
            ["cell_type"] = "code",
            ["id"] = "c" + i,
            ["metadata"] = new JsonObject(),
            ["source"] = source,
            ["execution_count"] = null,
            ["outputs"] = new JsonArray(),
        })]),
    }.ToJsonString());

    public void Dispose()
    {
        _server.Kill(entireProcessTree: true);
        _server.WaitForExit();
        _server.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private void WaitUntilReady()
    {
        for (int tries = 0; tries < 2400; tries++)
        {
            Assert.False(_server.HasExited, $"the Notebook ended: {_log}");
            try
            {
                using var client = new TcpClient("127.0.0.1", _port);
                return;
            }
            catch (SocketException)
            {
                Thread.Sleep(100);
            }
        }

        Assert.Fail($"the Notebook did not start: {_log}");
    }

    private void Note(string? line)
    {
        lock (_log)
            _log.AppendLine(line);
    }
}
