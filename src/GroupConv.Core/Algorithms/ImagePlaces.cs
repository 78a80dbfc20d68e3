using GroupConv.Core.Specs;

namespace GroupConv.Core.Algorithms;

/// <summary>Where images, groups and channels begin: one behind the other in tensors, or as the shape's <see cref="ImageLayout"/> has it.</summary>
internal sealed class ImagePlaces
{
    private readonly ImageLayout? _layout;
    private readonly long _batch;
    private readonly long _image;
    private readonly long _group;
    private readonly long _output;

    public ImagePlaces(Conv2dShape shape)
    {
        var spec = shape.Spec;
        _layout = shape.Layout;
        _batch = shape.Batch;
        _group = spec.InChannelsPerGroup * shape.InHeight * shape.InWidth;
        _image = spec.Groups * _group;
        OutputPlane = _layout?.ChannelStep ?? shape.OutHeight * shape.OutWidth;
        _output = spec.OutChannels * OutputPlane;
    }

    /// <summary>From one channel's plane to the next in the output.</summary>
    public long OutputPlane { get; }

    /// <summary>Where a group's channels of an image begin in the input.</summary>
    public long Input(long image, long group)
    {
        if (_layout is null)
            return image * _image + group * _group;
        (long volume, long slice) = Math.DivRem(image, _layout.Slices);
        return volume * _layout.InputStep + _layout.InputOffsets[slice] + group * _layout.GroupStep;
    }

    /// <summary>What may be read in one go with a group's channels: up to the end of a tensor, or of the group in a layout.</summary>
    public long InputEnd(long image, long group) => _layout is null ? _batch * _image : Input(image, group) + _group;

    /// <summary>Where that begins: at the start of a tensor, or of the group in a layout.</summary>
    public long InputStart(long image, long group) => _layout is null ? 0 : Input(image, group);

    /// <summary>Where an image's first channel begins in the output.</summary>
    public long Output(long image)
    {
        if (_layout is null)
            return image * _output;
        (long volume, long slice) = Math.DivRem(image, _layout.Slices);
        return volume * _layout.OutputStep + _layout.OutputOffsets[slice];
    }
}
