using System.CommandLine;

namespace GroupConv.Kernel.Cli;

/// <summary>The options that say which kernelspec is meant, the same for all commands of <c>groupconv jupyter</c>.</summary>
internal sealed class PlaceOptions
{
    /// <summary>For this user.</summary>
    public Option<bool> User { get; } = new("--user") { Description = "For this user (the default)." };

    /// <summary>Under a folder.</summary>
    public Option<string?> Prefix { get; } = new("--prefix") { Description = "Under DIR/share/jupyter/kernels.", HelpName = "DIR" };

    /// <summary>The kernel's name.</summary>
    public Option<string> Name { get; } = new("--name") { Description = "The kernel's name in notebooks. Notebooks of .NET Interactive ask for .net-csharp.", DefaultValueFactory = _ => "groupconv" };

    /// <summary>Jupyter's data directory that is meant.</summary>
    /// <param name="result">The parsed line.</param>
    public string Data(ParseResult result) => JupyterPaths.Under(result.GetValue(Prefix));

    /// <summary>Lets a command refuse what cannot be meant.</summary>
    /// <param name="command">The command.</param>
    public void Check(Command command)
    {
        command.Validators.Add(result =>
        {
            if (result.GetValue(User) && result.GetValue(Prefix) is not null)
                result.AddError("--user and --prefix say two different places. Give one of them.");
        });
        Name.Validators.Add(result =>
        {
            var given = result.GetValueOrDefault<string>();
            if (!KernelSpec.IsValidName(given))
                result.AddError($"--name '{given}' is no kernel name. Use letters, digits, '.', '_' and '-', such as groupconv.");
        });
    }
}
