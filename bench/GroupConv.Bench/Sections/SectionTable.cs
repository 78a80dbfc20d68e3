using GroupConv.Bench.Sections.Choice;
using GroupConv.Bench.Sections.Costs;

namespace GroupConv.Bench.Sections;

/// <summary>All sections, in the order in which they run.</summary>
internal static class SectionTable
{
    public static IReadOnlyList<ISection> All { get; } =
    [
        new LayersSection(),
        new GroupsSection(),
        new OneCallSection(),
        new ScalingSection(),
        new FirstCallSection(),
        new AllocationsSection(),
        new PoolSection(),
        new SpinSection(),
        new ChoiceSection(),
        new CostsSection(),
        new BackwardSection(),
        new StartUpSection(),
        new LanguageSection(),
    ];
}
