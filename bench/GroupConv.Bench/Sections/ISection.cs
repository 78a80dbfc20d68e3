using System.Text.Json;
using GroupConv.Bench.Against;
using GroupConv.Bench.Report;

namespace GroupConv.Bench.Sections;

/// <summary>A set of measurements with its own report.</summary>
internal interface ISection
{
    /// <summary>Its name in <c>--section</c> and in file names.</summary>
    string Name { get; }

    string Title { get; }

    /// <summary>Measures.</summary>
    /// <param name="options">The command line's options.</param>
    /// <param name="progress">Receives a line when a row is done.</param>
    SectionReport Run(Options options, Action<string> progress);

    /// <summary>The times of a report that later runs are compared with; empty if the section has none.</summary>
    /// <param name="data">The report's <see cref="SectionReport.Data"/> as JSON.</param>
    IEnumerable<Gauge> Gauges(JsonElement data) => [];
}
