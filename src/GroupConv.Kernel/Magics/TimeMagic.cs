using System.Diagnostics;
using System.Globalization;
using GroupConv.Kernel.Scripting;

namespace GroupConv.Kernel.Magics;

/// <summary><c>#!time</c>: shows the wall time of the rest of the cell.</summary>
internal sealed class TimeMagic : IMagic
{
    /// <inheritdoc/>
    public string Name => "time";

    /// <inheritdoc/>
    public string Description => "Says how long the rest of the cell took.";

    /// <inheritdoc/>
    public IReadOnlyList<string> Words => [];

    /// <inheritdoc/>
    public MagicResult Run(MagicCall call)
    {
        var watch = Stopwatch.StartNew();
        var output = CellScope.Required.Output;
        return new MagicResult(AtEnd: () => output.Display(
            ValueBundle.OfText(string.Create(CultureInfo.InvariantCulture, $"Wall time: {watch.Elapsed.TotalMilliseconds:0.###}ms"),
                "text/plain"),
            Guid.NewGuid().ToString("N")));
    }
}
