using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using GroupConv.Kernel.Client;
using GroupConv.Kernel.Handlers;
using GroupConv.Kernel.Packages;
using GroupConv.Kernel.Scripting;

namespace GroupConv.Kernel.Cli;

/// <summary><c>groupconv jupyter doctor</c>: checks an installation and prints a fix for each fault.</summary>
internal sealed class DoctorCommand
{
    private static readonly TimeSpan Wait = TimeSpan.FromSeconds(30);

    private readonly string _name;
    private readonly string _where;
    private int _wrong;

    private DoctorCommand(string name, string? prefix) => (_name, _where) = (name, prefix is null ? "" : $" --prefix {prefix}");

    /// <summary>The command that repeats this installation.</summary>
    private string Install => $"groupconv jupyter install{(_name == "groupconv" ? "" : $" --name {_name}")}{_where}";

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var place = new PlaceOptions();
        var command = new Command("doctor", "Find what is wrong with an installation, and say the fix.") { place.User, place.Prefix,
            place.Name };
        place.Check(command);
        command.SetAction(result => new DoctorCommand(result.GetValue(place.Name)!, result.GetValue(place.Prefix)).Examine(
            result.GetValue(place.Prefix)));
        return command;
    }

    private int Examine(string? prefix)
    {
        Ok($"groupconv {KernelInfoHandler.ProductVersion} on .NET {Environment.Version}");
        var paths = JupyterPaths.Find();
        if (paths.Problem is null)
            Ok("jupyter is on the PATH");
        else
            Wrong($"{paths.Problem}", "install Jupyter (for example: python3 -m pip install notebook), or add the folder of its programs "
                + "to the PATH. VS Code brings a Jupyter of its own and does not need it");

        var data = paths.Data.ToList();
        if (prefix is not null && !data.Contains(JupyterPaths.Under(prefix)))
        {
            Wrong($"Jupyter does not look in {JupyterPaths.Under(prefix)}",
                $"start it with JUPYTER_PATH={JupyterPaths.Under(prefix)}, or install for this user: groupconv jupyter install");
            data.Insert(0, JupyterPaths.Under(prefix));
        }

        var named = InstalledSpec.Find(data).Where(spec => spec.Name.Equals(_name, StringComparison.OrdinalIgnoreCase)).ToList();
        if (named.Count == 0)
            Wrong($"no kernel '{_name}' is installed in {string.Join(", ", data)}", Install);
        else
            Examine(named);

        if (DotnetSdk.Find(DotnetSdk.Candidates()) is null)
            Say("note ", $"no .NET {Environment.Version.Major} SDK is found: cells cannot load packages with #r \"nuget: ...\"; "
                + "everything else works");
        ConsoleRedirect.Out.WriteLine(_wrong == 0 ? "Nothing is wrong." : string.Create(CultureInfo.InvariantCulture, $"{_wrong} wrong."));
        return _wrong == 0 ? 0 : 1;
    }

    private void Examine(List<InstalledSpec> named)
    {
        var used = named[0];
        Ok($"kernel '{used.Name}' is in {used.Folder}");
        if (named.Skip(1).FirstOrDefault(spec => spec.StartsThis) is { } hidden && !used.StartsThis)
            Wrong($"it hides the kernel of this program in {hidden.Folder}: Jupyter takes the first",
                $"remove {used.Folder}, or install under another name: groupconv jupyter install --name NAME");

        if (used.Problem is not null)
        {
            Wrong($"its kernel.json cannot be read: {used.Problem}", Install + " --replace");
            return;
        }

        if (used.Command.Count == 0)
        {
            Wrong("its kernel.json names no program: argv is empty", Install + " --replace");
            return;
        }

        if (!used.IsOurs)
        {
            Wrong($"it starts another program: {string.Join(' ', used.Command)}", $"{Install} --replace, or choose another --name");
            return;
        }

        if (used.InterruptMode != "message")
            Wrong($"its interrupt_mode is '{used.InterruptMode}', so Jupyter would interrupt by a signal", Install);
        if (!used.Command.Contains("{connection_file}"))
            Wrong("its argv has no {connection_file}, so the kernel cannot know where to listen", Install);
        else if (StartsAtAll(used))
            Connect(used);
    }

    private bool StartsAtAll(InstalledSpec spec)
    {
        string? gone = spec.Program.Where(Path.IsPathRooted).FirstOrDefault(word => !File.Exists(word));
        if (gone is not null)
        {
            Wrong($"what it starts is gone: {gone}", Install);
            return false;
        }

        if (spec.Environment.TryGetValue("DOTNET_ROOT", out string? root) && !Directory.Exists(root))
            Wrong($"it sets DOTNET_ROOT to {root}, which is gone", $"set DOTNET_ROOT to the folder of .NET, then: {Install}");

        var ran = ShortProcess.Run(spec.Program[0], [.. spec.Program.Skip(1), "--version"], spec.Environment);
        if (ran is null)
        {
            Wrong($"'{spec.Program[0]}' cannot be started", $"install .NET {Environment.Version.Major}, then: {Install}");
            return false;
        }

        if (ran.ExitCode != 0)
        {
            // The message of the dotnet host names the missing version.
            bool old = (ran.Error + ran.Output).Contains(".NET", StringComparison.Ordinal);
            Wrong($"'{string.Join(' ', spec.Program)} --version' failed: {ran.LastError}", old
                ? $"install the .NET {Environment.Version.Major} runtime, then: {Install}" : Install);
            return false;
        }

        string version = ran.Output.Trim().Split('\n')[0].Trim();
        if (spec.StartsThis)
            Ok("it starts this program");
        else if (version == $"groupconv {KernelInfoHandler.ProductVersion}")
            Say("note ", $"it starts another copy of this version: {string.Join(' ', spec.Program)}");
        else
            Wrong($"it starts {version} ({string.Join(' ', spec.Program)}), not this program", Install);
        return true;
    }

    private void Connect(InstalledSpec spec)
    {
        var watch = Stopwatch.StartNew();
        KernelProcess? kernel = null;
        try
        {
            kernel = KernelProcess.Start(spec.Command, spec.Environment);
            kernel.Request("kernel_info_request", new Dictionary<string, string>(), Wait);
            var reply = kernel.Execute("1 + 1", Wait);
            if (reply.Text("status") != "ok")
            {
                Wrong($"the kernel started, but the cell '1 + 1' failed: {reply.Text("evalue")}", "report it with a log: " + Install
                    + " --log FILE");
                return;
            }

            Ok(string.Create(CultureInfo.InvariantCulture, $"a kernel started and ran a cell within {watch.Elapsed.TotalSeconds:F1} s"));
            kernel.Request("shutdown_request", new { Restart = false }, Wait, control: true);
            if (!kernel.Process.WaitForExit(Wait + Wait))
                Wrong("the kernel did not end when it was told to", "report it with a log: " + Install + " --log FILE");
        }
        catch (Exception e) when (e is TimeoutException or System.ComponentModel.Win32Exception)
        {
            string said = kernel?.Said is { Length: > 0 } text ? $" It said: {text.Split('\n')[^1].Trim()}" : "";
            if (kernel?.Process.HasExited == true)
                Wrong($"the kernel ended at once: {e.Message}{said}", Install);
            else
                Wrong($"the kernel could not be reached: {e.Message}{said}",
                    "let programs on this machine connect to 127.0.0.1 (a firewall may forbid it), then: " + Install);
        }
        finally
        {
            kernel?.Dispose();
        }
    }

    private static void Ok(string what) => Say("ok   ", what);

    private void Wrong(string what, string fix)
    {
        _wrong++;
        Say("WRONG", what.TrimEnd('.') + ".");
        Say("     ", $"Fix: {fix}");
    }

    private static void Say(string mark, string text) => ConsoleRedirect.Out.WriteLine($"{mark} {text}");
}
