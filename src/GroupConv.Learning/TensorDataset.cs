using System.Globalization;
using System.Numerics.Tensors;
using GroupConv.Core.Specs;

namespace GroupConv.Learning;

/// <summary>Images or other tensors, with their classes. Source: PyTorch, <c>torch.utils.data.TensorDataset</c>.</summary>
public sealed class TensorDataset
{
    private readonly Tensor<float> _x;
    private readonly int[] _labels;

    /// <summary>Creates a data set.</summary>
    /// <param name="x">The images, (N, ...); kept by reference if row-major.</param>
    /// <param name="labels">The class of each image, from 0.</param>
    /// <exception cref="ConvException">The numbers of labels and images differ, there are no images, or a label is negative.</exception>
    public TensorDataset(Tensor<float> x, IReadOnlyList<int> labels)
    {
        if (x is null || x.Rank == 0 || x.Lengths[0] == 0)
        {
            throw new ConvException(
                "tensors",
                x is null ? "The images are null." : $"{new TensorShape(x.Lengths)} contains no images.",
                "Give (N, ...), at least one image.");
        }

        if (labels is null)
            throw new ConvException("tensors", "The labels are null.", "Give one for each image.");
        if (labels.Count != x.Lengths[0])
        {
            throw new ConvException(
                "tensors",
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{labels.Count} labels are given for {x.Lengths[0]} images {new TensorShape(x.Lengths)}."),
                "Give one for each image.");
        }

        _labels = [.. labels];
        int wrong = Array.FindIndex(_labels, label => label < 0);
        if (wrong >= 0)
        {
            throw new ConvException(
                "tensors",
                string.Create(CultureInfo.InvariantCulture, $"Label {_labels[wrong]} of image {wrong} is negative."),
                "Classes are numbered from 0.");
        }

        _x = Spans.Dense(x);
    }

    /// <summary>Number of images.</summary>
    public int Count => _labels.Length;

    /// <summary>The images, (N, ...).</summary>
    public Tensor<float> X => _x;

    /// <summary>The class of each image.</summary>
    public IReadOnlyList<int> Labels => _labels;

    /// <summary>One line, such as <c>1437 images [1, 8, 8], 10 classes</c>.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Count} {(Count == 1 ? "image" : "images")} {new TensorShape(_x.Lengths[1..])}, {_labels.Distinct().Count()} classes");

    /// <summary>Copies some of the images; PyTorch's <c>Subset</c>.</summary>
    /// <param name="indices">Their indices, from 0, in the order of the result.</param>
    /// <exception cref="ConvException">An index is out of range, or there are no indices.</exception>
    public TensorDataset Subset(IEnumerable<int> indices)
    {
        int[] wanted = indices is null ? throw new ConvException(
            "indices", "The indices are null.", "Give the indices of the images, from 0.") : [.. indices];
        foreach (int index in wanted)
        {
            if (index < 0 || index >= Count)
            {
                throw new ConvException(
                    "indices",
                    string.Create(CultureInfo.InvariantCulture, $"There is no image {index} among {Count}."),
                    string.Create(CultureInfo.InvariantCulture, $"From 0 to {Count - 1}."));
            }
        }

        nint[] lengths = [wanted.Length, .. _x.Lengths[1..]];
        var x = Tensor.Create(new float[(int)Spans.Product(lengths)], lengths);
        var labels = new int[wanted.Length];
        Gather(wanted, x, labels);
        return new TensorDataset(x, labels);
    }

    /// <summary>Copies some of the images and their labels; does not check the indices.</summary>
    internal void Gather(ReadOnlySpan<int> indices, Tensor<float> x, Span<int> labels)
    {
        int size = (int)(_x.FlattenedLength / Count);
        ReadOnlySpan<float> from = Spans.Of(_x);
        var to = Spans.Of(x);
        for (int i = 0; i < indices.Length; i++)
        {
            from.Slice(indices[i] * size, size).CopyTo(to[(i * size)..]);
            labels[i] = _labels[indices[i]];
        }
    }
}
