using System.Numerics.Tensors;
using GroupConv.Interactive.Hosting;

namespace GroupConv.Interactive;

/// <summary>Files for notebooks: what <c>--input FILE</c> of the magics reads, as a C# call.</summary>
public static class NotebookFile
{
    /// <summary>Reads a tensor (.npy) or an image (.png, .jpg and others).</summary>
    /// <param name="path">The file.</param>
    /// <returns>The tensor; an image as (1, C, H, W) with values in [0, 1].</returns>
    /// <exception cref="FormatException">It is no tensor and no image.</exception>
    public static Tensor<float> Read(string path) => EngineLoader.Load().ReadTensor(path);
}
