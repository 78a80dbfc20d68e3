using System.Globalization;
using GroupConv.Kernel.Cli;

// Numbers read the same wherever a notebook runs.
CultureInfo.DefaultThreadCurrentCulture = CultureInfo.InvariantCulture;
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;

return CommandLine.Run(args);
