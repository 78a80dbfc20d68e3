using System.Numerics.Tensors;
using GroupConv.Core;
using GroupConv.Core.Planning;
using GroupConv.Core.Specs;
using GroupConv.Interactive.Results;
using GroupConv.Learning;

namespace GroupConv.Interactive.Engine.Views;

/// <summary>The views there are, most specific first: the first whose type a value has draws it.</summary>
internal static class ViewTable
{
    private static readonly IView[] _views =
    [
        new ExplainView(),
        new LayersView(),
        new WiringView(),
        new RunView(),
        new MapsView(),
        new ProveView(),
        new BlockView(),
        new ChartView(),
        new FigureView(),
        new HelpView(),
        new ConvLayerView(),
        new ConvPlanView(),
        new PreparedConvView(),
        new ConvSpecView(),
        new ConvExceptionView(),
        new ModuleSummaryView(),
        new TensorView<float>(),
        new TensorView<double>(),
        new TensorView<Half>(),
        new TensorView<byte>(),
        new TensorView<sbyte>(),
        new TensorView<short>(),
        new TensorView<ushort>(),
        new TensorView<int>(),
        new TensorView<uint>(),
        new TensorView<long>(),
        new TensorView<ulong>(),
        new BoolTensorView(),

        // Values that a line says; a module, the lines of what it holds.
        new TextView<ConvShape>(),
        new TextView<ConvCost>(),
        new TextView<ConvPadding>(),
        new TextView<IntTuple>(),
        new TextView<TensorShape>(),
        new TextView<GroupSlice>(),
        new TextView<ConvBound>(),
        new TextView<ConvOptions>(),
        new TextView<ConvGradients>(),
        new TextView<ConvGradients<double>>(),
        new TextView<ConvGradients<float>>(),
        new TextView<ConvGradients<Half>>(),
        new TextView<ChannelShuffle>(),
        new TextView<Module>(),
        new TextView<ModuleRow>(),
        new TextView<Parameter>(),
        new TextView<Optimizer>(),
        new TextView<LRScheduler>(),
        new TextView<CrossEntropyLoss>(),
        new TextView<TensorDataset>(),
        new TextView<Trainer>(),
        new TextView<EpochResult>(),
        new TextView<Evaluation>(),
    ];

    /// <summary>The types drawn, in the table's order.</summary>
    public static IReadOnlyList<Type> Types { get; } = [.. _views.Select(view => view.Draws)];

    /// <summary>Draws a value with the first view for its type; without one, its text. Throws what the view throws.</summary>
    /// <param name="value">The value.</param>
    public static MimeBundle Render(object value) =>
        _views.FirstOrDefault(view => view.Draws.IsInstanceOfType(value))?.Draw(value) ?? new MimeBundle(value.ToString() ?? "");
}
