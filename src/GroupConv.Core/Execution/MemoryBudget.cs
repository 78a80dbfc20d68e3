using System.Globalization;
using GroupConv.Core.Specs;

namespace GroupConv.Core.Execution;

/// <summary>Throws before an allocation that cannot fit.</summary>
internal static class MemoryBudget
{
    private const double SmallBytes = 1 << 20;

    /// <summary>Bytes that this process may use: the machine's memory or its container's limit.</summary>
    public static double AvailableBytes => GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;

    /// <summary>Throws if a tensor cannot be allocated on this machine.</summary>
    /// <param name="parameter">The argument at fault, in PyTorch's spelling.</param>
    /// <param name="what">The tensor's name in the message, such as <c>The output [1, 3, 64, 64]</c>.</param>
    /// <param name="elements">Its elements; a double to avoid overflow.</param>
    /// <param name="advice">How to use less memory.</param>
    /// <param name="elementBytes">Bytes of an element.</param>
    /// <exception cref="ConvException">The tensor is too large.</exception>
    public static void RequireTensor(string parameter, string what, double elements, string advice, int elementBytes = sizeof(float))
    {
        double bytes = elementBytes * elements, available = AvailableBytes;
        if (bytes > available)
        {
            throw new ConvException(
                parameter, $"{what} would need {ByteSize.Text(bytes)}; this machine has {ByteSize.Text(available)}.", advice);
        }

        if (elements > Array.MaxLength)
        {
            throw new ConvException(
                parameter,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{what} would have {elements:0} elements ({ByteSize.Text(bytes)}); one tensor holds at most {Array.MaxLength}."),
                advice);
        }
    }

    /// <summary>
    /// Whether this machine has that many bytes. Small numbers are not checked, because the query costs more than a small convolution.
    /// </summary>
    public static bool Has(double bytes) => bytes <= SmallBytes || bytes <= AvailableBytes;

    /// <summary>The exception for working memory that does not fit this machine.</summary>
    /// <param name="what">The memory's name in the message, such as <c>The workspace of direct</c>.</param>
    /// <param name="bytes">Its bytes; a double to avoid overflow.</param>
    public static ConvException TooLarge(string what, double bytes) => new(
        "input",
        $"{what} would need {ByteSize.Text(bytes)}; this machine has {ByteSize.Text(AvailableBytes)}.",
        "Use a smaller image, or fewer threads.");
}
