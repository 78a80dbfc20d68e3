using System.Globalization;
using System.Reflection;
using GroupConv.Core.Planning;

namespace GroupConv.Core.Tests.Planning;

public sealed class MachineCostsTests
{
    public static TheoryData<string> Names() => [.. Costs().Select(property => property.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_cost_says_where_and_when_it_was_measured_and_is_a_number_at_every_width(string name)
    {
        var property = typeof(MachineCosts).GetProperty(name)!;
        var sources = property.GetCustomAttributes<MeasuredAttribute>().ToArray();
        Assert.NotEmpty(sources);
        Assert.All(sources, source => Assert.Contains(source.Cpu, (string[])["Zen 3", "Zen 5", "Ice Lake"]));
        Assert.All(sources, source => DateOnly.ParseExact(source.Date, "yyyy-MM-dd", CultureInfo.InvariantCulture));
        Assert.Equal(sources.Length, sources.DistinctBy(source => source.Lanes).Count());
        foreach (int lanes in new[] { 1, 4, 8, 16 })
        {
            double value = Convert.ToDouble(property.GetValue(MachineCosts.Of(lanes)), CultureInfo.InvariantCulture);
            Assert.True(double.IsFinite(value) && (value > 0 || name == nameof(MachineCosts.ExposedPlaneFloat)),
                FormattableString.Invariant($"{lanes} lanes: {value}"));
            Assert.Equal(lanes, MachineCosts.Of(lanes).Lanes);
        }
    }

    [Fact]
    public void There_is_no_table_for_other_widths() => Assert.Throws<ArgumentOutOfRangeException>(() => MachineCosts.Of(2));

    private static IEnumerable<PropertyInfo> Costs() => typeof(MachineCosts)
        .GetProperties(BindingFlags.Instance | BindingFlags.Public)
        .Where(property => property.Name != nameof(MachineCosts.Lanes));
}
