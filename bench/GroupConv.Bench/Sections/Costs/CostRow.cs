using System.Reflection;
using GroupConv.Core.Planning;

namespace GroupConv.Bench.Sections.Costs;

/// <summary>A cost of the machine as it was measured.</summary>
/// <param name="Lanes">Lanes of the vectors; 0 where no vectors take part.</param>
/// <param name="Name">What it is called: the property of <see cref="MachineCosts"/> where there is one.</param>
/// <param name="Unit">What it counts.</param>
/// <param name="Measured">What it is on this machine.</param>
/// <param name="Expected">What the engine's table or formula says; null where the engine does not use it.</param>
internal sealed record CostRow(int Lanes, string Name, string Unit, double Measured, double? Expected = null)
{
    private const BindingFlags Properties = BindingFlags.Public | BindingFlags.Instance;

    /// <summary>The costs that the engine's table has, in its order, each with where it was measured.</summary>
    public static IReadOnlyList<PropertyInfo> OfTable { get; } =
        [.. typeof(MachineCosts).GetProperties(Properties).Where(property => property.GetCustomAttributes<MeasuredAttribute>().Any())];

    /// <summary>The value of the engine's table.</summary>
    /// <param name="property">One of <see cref="OfTable"/>.</param>
    /// <param name="lanes">Lanes of a vector.</param>
    public static double Value(PropertyInfo property, int lanes) =>
        Convert.ToDouble(property.GetValue(MachineCosts.Of(lanes)), System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>Where and when the value of a width was measured.</summary>
    /// <param name="property">One of <see cref="OfTable"/>.</param>
    /// <param name="lanes">Lanes of a vector.</param>
    public static string Source(PropertyInfo property, int lanes)
    {
        var all = property.GetCustomAttributes<MeasuredAttribute>().ToList();
        var source = all.Find(one => one.Lanes == lanes) ?? all.Find(one => one.Lanes == 0) ?? all[0];
        return $"{source.Cpu}, {source.Date}";
    }
}
