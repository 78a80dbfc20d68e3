using System.CommandLine;

namespace GroupConv.Kernel.Cli;

/// <summary>The options that select a kernelspec, shared by the commands of <c>groupconv jupyter</c>.</summary>
internal sealed class PlaceOptions
{
    /// <summary><c>--user</c>.</summary>
    public Option<bool> User { get; } = new("--user") { Description = "For this user (the default)." };

    /// <summary><c>--prefix DIR</c>.</summary>
    public Option<string?> Prefix { get; } = new("--prefix") { Description = "Under DIR/share/jupyter/kernels.", HelpName = "DIR" };

    /// <summary><c>--name NAME</c>.</summary>
    public Option<string> Name { get; } = new("--name")
    {
        Description = "The kernel's name in notebooks. Notebooks of .NET Interactive ask for .net-csharp.",
        DefaultValueFactory = _ => "groupconv",
    };

    /// <summary>The data directory that the options select.</summary>
    /// <param name="result">The parsed line.</param>
    public string Data(ParseResult result) => JupyterPaths.Under(result.GetValue(Prefix));

    /// <summary>Adds the validators to a command.</summary>
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
            string given = result.GetValueOrDefault<string>();
            if (!KernelSpec.IsValidName(given))
                result.AddError($"--name '{given}' is no kernel name. Use letters, digits, '.', '_' and '-', such as groupconv.");
        });
    }
}
