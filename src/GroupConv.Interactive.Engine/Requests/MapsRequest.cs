using System.Globalization;
using System.Numerics.Tensors;
using GroupConv.Core.Execution;
using GroupConv.Core.Specs;
using GroupConv.Interactive.Results;

namespace GroupConv.Interactive.Engine.Requests;

/// <summary>What <c>maps</c> was asked.</summary>
/// <param name="Layer">The layer whose outputs are drawn; null to draw the input itself.</param>
/// <param name="Input">The layer's input, or the tensor to draw.</param>
/// <param name="Groups">Into how many groups the channels of a tensor fall; null where it was not given.</param>
/// <param name="Scale">What shares a colour scale.</param>
/// <param name="All">Whether to draw every channel, however many.</param>
/// <param name="Slice">Of volumes, which slice in depth; null for the middle one.</param>
/// <param name="Dims">Spatial dimensions of a bare tensor's maps; null where they were not given.</param>
internal sealed record MapsRequest(Layer? Layer, TensorInput Input, int? Groups, MapScale Scale, bool All, int? Slice, int? Dims)
{
    /// <summary>Runs the layer, where there is one, and says what to draw.</summary>
    /// <exception cref="CommandException">The tensor has no feature maps, or the groups do not divide its channels.</exception>
    /// <exception cref="ConvException">The input does not fit the layer.</exception>
    public MapsResult Answer(Notebook notebook) => Layer is null ? Draw(notebook) : RunAndDraw(Layer, notebook);

    private MapsResult RunAndDraw(Layer layer, Notebook notebook)
    {
        ConvExecution.RequireMemory(ConvShape.Infer(layer.Spec, Input.Value.Lengths));
        var (conv, layerCSharp) = layer.WithWeights(seed: null);
        var y = conv.Forward(Input.Value, notebook.Cancellation);
        notebook.Remember(y, conv.Spec);
        RequireMaps(y, Input, conv.Spec.Dims);
        return Result(y, conv.Spec, conv.Spec.Dims, conv.Spec.Groups, $"{layerCSharp}.Forward({Input.CSharp})", layer.CSharpSpec,
            Input.Value);
    }

    private MapsResult Draw(Notebook notebook)
    {
        var tensor = Input.Value;
        var spec = notebook.OriginOf(tensor);
        int dims = Dims ?? spec?.Dims ?? (tensor.Rank == 5 ? 3 : tensor.Rank == 2 ? 1 : 2);
        int channels = RequireMaps(tensor, Input, dims);
        int groups = Groups ?? spec?.Groups ?? 1;
        if (groups < 1 || channels % groups != 0)
        {
            string possible = string.Join(", ", GroupArithmetic.ValidGroups(channels, channels));
            int nearest = GroupArithmetic.NearestValidGroups(channels, channels, groups);
            throw new CommandException(string.Create(
                CultureInfo.InvariantCulture,
                $"--groups {groups} does not divide the {channels} {(channels == 1 ? "channel" : "channels")} of {Input.Source}. "
                + $"Possible: {possible}. Try: --groups {nearest}"));
        }

        var maker = groups == spec?.Groups ? spec : null;
        return Result(tensor, maker, dims, groups, Input.CSharp, maker is null ? null : CSharpText.NewSpec(maker));
    }

    private MapsResult Result(Tensor<float> maps, ConvSpec? spec, int dims, int groups, string mapsCSharp, string? specCSharp,
        Tensor<float>? read = null)
    {
        string arguments = mapsCSharp
            + (specCSharp is null ? "" : $", {specCSharp}")
            + (groups == 1 ? "" : string.Create(CultureInfo.InvariantCulture, $", Groups: {groups}"))
            + (Scale == MapScale.Layer ? "" : $", Scale: MapScale.{Scale}")
            + (All ? ", All: true" : "")
            + $", Source: {CSharpText.Literal(Input.Source)}"
            + (dims == 2 ? "" : string.Create(CultureInfo.InvariantCulture, $", Dims: {dims}"))
            + (Slice is { } slice ? string.Create(CultureInfo.InvariantCulture, $", Slice: {slice}") : "")
            + (read is null ? "" : $", Input: {Input.CSharp}");
        RequireSlice(maps, dims);
        return new MapsResult(maps, spec, groups, Scale, All, Input.Source, $"new MapsResult({arguments})", dims, Slice, read);
    }

    private void RequireSlice(Tensor<float> maps, int dims)
    {
        if (Slice is not { } slice)
            return;
        if (dims != 3)
            throw new CommandException(
                "--slice chooses a depth of volumes, (N, C, D, H, W), and these maps have none. Try it without --slice");
        nint depth = maps.Lengths[maps.Rank - 3];
        if (slice < 0 || slice >= depth)
        {
            throw new CommandException(string.Create(
                CultureInfo.InvariantCulture, $"--slice {slice} does not exist: the depth is {depth}, numbered 0 to {depth - 1}. Try: --slice {depth / 2}"));
        }
    }

    /// <summary>Refuses tensors that are no maps.</summary>
    /// <returns>The channels.</returns>
    private static int RequireMaps(Tensor<float> tensor, TensorInput input, int dims)
    {
        string source = input.Source;
        var shape = new TensorShape(tensor.Lengths);
        if (tensor.Rank != dims + 1 && tensor.Rank != dims + 2)
        {
            string python = input.IsFile ? "save a.reshape(1, channels, height, width) with np.save in Python, or in C#: " : "";
            throw new CommandException(
                $"{source} is {shape}; feature maps are (N, C, L) of signals, (N, C, H, W) of images or (N, C, D, H, W) of volumes, "
                + $"each also without N. Try: {python}{input.CSharp}.Reshape([1, channels, height, width])");
        }

        return tensor.FlattenedLength == 0
            ? throw new CommandException($"{source} is {shape}: it has no elements, so there is nothing to draw.")
            : checked((int)tensor.Lengths[tensor.Rank - dims - 1]);
    }
}
