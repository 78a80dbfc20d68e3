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
internal sealed record MapsRequest(Layer? Layer, TensorInput Input, int? Groups, MapScale Scale, bool All)
{
    /// <summary>Runs the layer, where there is one, and says what to draw.</summary>
    /// <exception cref="CommandException">The tensor has no feature maps, or the groups do not divide its channels.</exception>
    /// <exception cref="ConvException">The input does not fit the layer.</exception>
    public MapsResult Answer(Notebook notebook) => Layer is null ? Draw(notebook) : RunAndDraw(Layer, notebook);

    private MapsResult RunAndDraw(Layer layer, Notebook notebook)
    {
        ConvExecution.RequireMemory(Conv2dShape.Infer(layer.Spec, Input.Value.Lengths));
        var (conv, layerCSharp) = layer.WithWeights(seed: null);
        var y = conv.Forward(Input.Value, notebook.Cancellation);
        notebook.Remember(y, conv.Spec);
        RequireMaps(y, Input.Source);
        return Result(y, conv.Spec, conv.Spec.Groups, $"{layerCSharp}.Forward({Input.CSharp})", layer.CSharpSpec);
    }

    private MapsResult Draw(Notebook notebook)
    {
        var tensor = Input.Value;
        int channels = RequireMaps(tensor, Input.Source);
        var spec = notebook.OriginOf(tensor);
        int groups = Groups ?? spec?.Groups ?? 1;
        if (groups < 1 || channels % groups != 0)
        {
            string possible = string.Join(", ", GroupArithmetic.ValidGroups(channels, channels));
            int nearest = GroupArithmetic.NearestValidGroups(channels, channels, groups);
            throw new CommandException(string.Create(
                CultureInfo.InvariantCulture,
                $"--groups {groups} does not divide the {channels} channels of {Input.Source}. Possible: {possible}. Try: --groups {nearest}"));
        }

        var maker = groups == spec?.Groups ? spec : null;
        return Result(tensor, maker, groups, Input.CSharp, maker is null ? null : CSharpText.NewSpec(maker));
    }

    private MapsResult Result(Tensor<float> maps, Conv2dSpec? spec, int groups, string mapsCSharp, string? specCSharp)
    {
        string arguments = mapsCSharp
            + (specCSharp is null ? "" : $", {specCSharp}")
            + (groups == 1 ? "" : string.Create(CultureInfo.InvariantCulture, $", Groups: {groups}"))
            + (Scale == MapScale.Layer ? "" : $", Scale: MapScale.{Scale}")
            + (All ? ", All: true" : "")
            + $", Source: {CSharpText.Literal(Input.Source)}";
        return new MapsResult(maps, spec, groups, Scale, All, Input.Source, $"new MapsResult({arguments})");
    }

    private static int RequireMaps(Tensor<float> tensor, string source)
    {
        string shape = Conv2dShape.Shape(tensor.Lengths);
        if (tensor.Rank is not (3 or 4))
        {
            throw new CommandException(
                $"{source} is {shape}; feature maps are (N, C, H, W), or (C, H, W) for one image. "
                + $"Try: {source}.Reshape([1, channels, height, width])");
        }

        return tensor.FlattenedLength == 0
            ? throw new CommandException($"{source} is {shape}: it has no elements, so there is nothing to draw.")
            : checked((int)tensor.Lengths[tensor.Rank - 3]);
    }
}
