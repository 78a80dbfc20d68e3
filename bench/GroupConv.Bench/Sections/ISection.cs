using System.Text.Json;
using GroupConv.Bench.Against;
using GroupConv.Bench.Report;

namespace GroupConv.Bench.Sections;

/// <summary>One thing that is measured, with a report of its own.</summary>
internal interface ISection
{
    /// <summary>What <c>--section</c> calls it, and its files.</summary>
    string Name { get; }

    string Title { get; }

    /// <summary>Measures.</summary>
    /// <param name="options">What the user asked for.</param>
    /// <param name="progress">Takes a line as soon as a row is done.</param>
    SectionReport Run(Options options, Action<string> progress);

    /// <summary>The times of a report that a later run is held against; none where the section has no such times.</summary>
    /// <param name="data">The report's <see cref="SectionReport.Data"/> as JSON.</param>
    IEnumerable<Gauge> Gauges(JsonElement data) => [];
}
