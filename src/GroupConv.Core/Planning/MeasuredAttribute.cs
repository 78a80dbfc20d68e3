namespace GroupConv.Core.Planning;

/// <summary>
/// Where and when a cost in <see cref="MachineCosts"/> was measured. <c>./run bench --section costs</c> prints this machine's values next
/// to the table's.
/// </summary>
/// <param name="cpu">The CPU's microarchitecture.</param>
/// <param name="date">The day, as yyyy-mm-dd.</param>
[AttributeUsage(AttributeTargets.Property, AllowMultiple = true)]
internal sealed class MeasuredAttribute(string cpu, string date) : Attribute
{
    public string Cpu => cpu;

    public string Date => date;

    /// <summary>Vector lanes that the value holds for; 0 for all.</summary>
    public int Lanes { get; init; }
}
