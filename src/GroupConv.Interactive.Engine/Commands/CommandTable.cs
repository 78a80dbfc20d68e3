namespace GroupConv.Interactive.Engine.Commands;

/// <summary>The verbs there are, in the order of the help.</summary>
internal static class CommandTable
{
    public static IReadOnlyList<VerbCommand> Rows { get; } =
    [
        new ExplainCommand(), // what a layer is, in numbers
        new WiringCommand(),  // which channels meet which
        new RunCommand(),     // what it computes
        new MapsCommand(),    // how that looks
        new BlockCommand(),   // how its weight is stored
        new ProveCommand(),   // that it is what it is said to be
    ];
}
