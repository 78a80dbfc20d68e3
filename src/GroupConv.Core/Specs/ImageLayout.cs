namespace GroupConv.Core.Specs;

/// <summary>
/// Where the images of a 2-d convolution stand, when they are slices of volumes: image n·Slices + s is slice s of volume n. Slices may share planes. A group's channels
/// are planes one behind the other; all numbers are floats.
/// </summary>
/// <param name="Slices">Slices of a volume.</param>
/// <param name="InputOffsets">For each slice, where its first group's channels begin in the input of its volume.</param>
/// <param name="InputStep">From one volume to the next in the input.</param>
/// <param name="GroupStep">From one group's channels to the next group's in the input.</param>
/// <param name="OutputOffsets">For each slice, where its first channel's plane begins in the output of its volume.</param>
/// <param name="OutputStep">From one volume to the next in the output.</param>
/// <param name="ChannelStep">From one channel's plane to the next in the output.</param>
internal sealed record ImageLayout(
    int Slices, long[] InputOffsets, long InputStep, long GroupStep, long[] OutputOffsets, long OutputStep, long ChannelStep)
{
    /// <summary>Whether this is what a tensor of so many images would be: no layout of its own.</summary>
    public bool IsDense(long groups, long groupFloats, long outputFloats, long outputPlane) =>
        Slices == 1 && InputOffsets[0] == 0 && GroupStep == groupFloats && InputStep == groups * groupFloats
        && OutputOffsets[0] == 0 && OutputStep == outputFloats && ChannelStep == outputPlane;
}
