using System.Runtime.InteropServices;
using GroupConv.Kernel.Scripting;

namespace GroupConv.Kernel.Magics;

/// <summary><c>#!about</c>: shows the versions of kernel and runtime.</summary>
/// <param name="version">The kernel's version.</param>
internal sealed class AboutMagic(string version) : IMagic
{
    /// <inheritdoc/>
    public string Name => "about";

    /// <inheritdoc/>
    public string Description => "Says what runs this notebook.";

    /// <inheritdoc/>
    public IReadOnlyList<string> Words => [];

    /// <inheritdoc/>
    public MagicResult Run(MagicCall call)
    {
        CellScope.Required.DisplayData(ValueBundle.OfText(
            $"GroupConv {version}: C# on {RuntimeInformation.FrameworkDescription}, {RuntimeInformation.RuntimeIdentifier}, "
                + $"{Environment.ProcessorCount} processors",
            "text/plain"));
        return new MagicResult();
    }
}
