namespace GroupConv.Core.Problems;

/// <summary>
/// Where the images of an <see cref="ImageProblem"/> stand in memory. Images are slices of volumes: image n·Slices + s is slice s of volume
/// n. Slices may share planes. The channels of a group are planes one behind the other; all numbers count floats. A tensor of images is a
/// layout of one slice a volume.
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
    private static readonly long[] s_first = [0];

    /// <summary>Images that are tensors, one behind the other.</summary>
    /// <param name="groups">Groups of the layer.</param>
    /// <param name="groupFloats">Floats of a group's input channels.</param>
    /// <param name="outChannels">Output channels of all groups.</param>
    /// <param name="outputPlane">Floats of an output channel.</param>
    public static ImageLayout Dense(long groups, long groupFloats, long outChannels, long outputPlane) =>
        new(1, s_first, groups * groupFloats, groupFloats, s_first, outChannels * outputPlane, outputPlane);

    /// <summary>Where a group's channels of an image begin in the input.</summary>
    public long Input(long image, long group)
    {
        (long volume, long slice) = Slices == 1 ? (image, 0) : Math.DivRem(image, Slices);
        return volume * InputStep + InputOffsets[slice] + group * GroupStep;
    }

    /// <summary>Where an image's first channel begins in the output.</summary>
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
