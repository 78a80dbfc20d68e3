using System.Globalization;
using GroupConv.Kernel.Cli;

// Numbers of the command line read the same everywhere. A notebook has the culture of its user: Notebook.Start undoes this.
CultureInfo.DefaultThreadCurrentCulture = CultureInfo.InvariantCulture;

return CommandLine.Run(args);
