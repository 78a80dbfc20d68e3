using System.Reflection;
using GroupConv.Core.Planning;

namespace GroupConv.Bench.Sections.Costs;

/// <summary>A measured cost of the machine.</summary>
/// <param name="Lanes">Lanes of the vectors; 0 if the cost does not involve vectors.</param>
/// <param name="Name">Its name: that of the property of <see cref="MachineCosts"/>, if there is one.</param>
/// <param name="Unit">Its unit.</param>
/// <param name="Measured">The value on this machine.</param>
/// <param name="Expected">The value of the engine's table or formula; null if the engine does not use it.</param>
internal sealed record CostRow(int Lanes, string Name, string Unit, double Measured, double? Expected = null)
{
    private const BindingFlags Properties = BindingFlags.Public | BindingFlags.Instance;

    /// <summary>The costs of the engine's table in order, each with the machine of its measurement.</summary>
    public static IReadOnlyList<PropertyInfo> OfTable { get; } =
        [.. typeof(MachineCosts).GetProperties(Properties).Where(property => property.GetCustomAttributes<MeasuredAttribute>().Any())];

    /// <summary>The value of the engine's table.</summary>
    /// <param name="property">One of <see cref="OfTable"/>.</param>
    /// <param name="lanes">Lanes of a vector.</param>
    public static double Value(PropertyInfo property, int lanes) =>
        Convert.ToDouble(property.GetValue(MachineCosts.Of(lanes)), System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>The machine and date of the value for a vector width.</summary>
    /// <param name="property">One of <see cref="OfTable"/>.</param>
    /// <param name="lanes">Lanes of a vector.</param>
    public static string Source(PropertyInfo property, int lanes)
    {
        var all = property.GetCustomAttributes<MeasuredAttribute>().ToList();
        var source = all.Find(one => one.Lanes == lanes) ?? all.Find(one => one.Lanes == 0) ?? all[0];
        return $"{source.Cpu}, {source.Date}";
    }
}
