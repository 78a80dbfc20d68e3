namespace GroupConv.Core.Specs;

/// <summary>
/// Where the images of a 2-d convolution stand, when it is a part of another: slices of a volume, which may share planes. A group's channels are planes one behind the
/// other; all numbers are floats.
/// </summary>
/// <param name="ImageOffsets">For each image, where its first group's channels begin in the input.</param>
/// <param name="GroupStep">From one group's channels to the next group's in the input.</param>
/// <param name="InputFloats">Floats of the whole input.</param>
/// <param name="OutputOffsets">For each image, where its first channel's plane begins in the output.</param>
/// <param name="OutputStep">From one channel's plane to the next in the output.</param>
internal sealed record ImageLayout(long[] ImageOffsets, long GroupStep, long InputFloats, long[] OutputOffsets, long OutputStep);
