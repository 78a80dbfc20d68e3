using GroupConv.Interactive.Results;

namespace GroupConv.Interactive.Engine.Views;

/// <summary>The views there are.</summary>
internal static class ViewTable
{
    public static IReadOnlyList<Type> Types { get; } =
        [typeof(ExplainResult), typeof(WiringResult), typeof(RunResult), typeof(MapsResult), typeof(HelpResult)];

    public static MimeBundle Render(object value) => new(value is HelpResult help ? help.Text : value.ToString() ?? "");
}
