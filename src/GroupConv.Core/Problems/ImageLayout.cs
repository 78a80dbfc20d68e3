namespace GroupConv.Core.Problems;

/// <summary>
/// Memory layout of an <see cref="ImageProblem"/>'s images. Images are slices of volumes: image n·Slices + s is slice s of volume n. Slices
/// may share planes. The channels of a group are contiguous planes. All numbers count floats. A dense tensor of images has one slice per
/// volume.
/// </summary>
/// <param name="Slices">Slices per volume.</param>
/// <param name="InputOffsets">For each slice, the offset of its first group's channels in the input of its volume.</param>
/// <param name="InputStep">From one volume to the next in the input.</param>
/// <param name="GroupStep">From one group's channels to the next group's in the input.</param>
/// <param name="OutputOffsets">For each slice, the offset of its first channel's plane in the output of its volume.</param>
/// <param name="OutputStep">From one volume to the next in the output.</param>
/// <param name="ChannelStep">From one channel's plane to the next in the output.</param>
internal sealed record ImageLayout(
    int Slices, long[] InputOffsets, long InputStep, long GroupStep, long[] OutputOffsets, long OutputStep, long ChannelStep)
{
    private static readonly long[] s_first = [0];

    /// <summary>The layout of images in dense tensors.</summary>
    /// <param name="groups">Groups of the layer.</param>
    /// <param name="groupFloats">Floats of a group's input channels in one image.</param>
    /// <param name="outChannels">Output channels of all groups.</param>
    /// <param name="outputPlane">Floats of an output channel in one image.</param>
    public static ImageLayout Dense(long groups, long groupFloats, long outChannels, long outputPlane) =>
        new(1, s_first, groups * groupFloats, groupFloats, s_first, outChannels * outputPlane, outputPlane);

    /// <summary>Offset of a group's channels of an image in the input.</summary>
    public long Input(long image, long group)
    {
        (long volume, long slice) = Slices == 1 ? (image, 0) : Math.DivRem(image, Slices);
        return volume * InputStep + InputOffsets[slice] + group * GroupStep;
    }

    /// <summary>Offset of an image's first channel in the output.</summary>
    public long Output(long image)
    {
        (long volume, long slice) = Slices == 1 ? (image, 0) : Math.DivRem(image, Slices);
        return volume * OutputStep + OutputOffsets[slice];
    }

    /// <inheritdoc/>
    public bool Equals(ImageLayout? other) => other is not null
        && (Slices, InputStep, GroupStep, OutputStep, ChannelStep) == (
            other.Slices, other.InputStep, other.GroupStep, other.OutputStep, other.ChannelStep)
        && InputOffsets.AsSpan().SequenceEqual(other.InputOffsets) && OutputOffsets.AsSpan().SequenceEqual(other.OutputOffsets);

    /// <inheritdoc/>
    public override int GetHashCode() =>
        HashCode.Combine(Slices, InputOffsets[0], InputOffsets[^1], InputStep, GroupStep, OutputOffsets[0], OutputOffsets[^1], OutputStep);
}
