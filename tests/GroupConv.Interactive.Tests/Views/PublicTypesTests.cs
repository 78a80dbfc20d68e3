using System.Numerics.Tensors;
using GroupConv.Core;
using GroupConv.Core.Specs;
using GroupConv.Interactive.Engine.Rendering;
using GroupConv.Interactive.Engine.Views;
using GroupConv.Interactive.Formatting;
using GroupConv.Interactive.Hosting;
using GroupConv.Learning;
using Microsoft.DotNet.Interactive.Formatting;

namespace GroupConv.Interactive.Tests.Views;

/// <summary>A cell that ends in a value of ours shows a card or a line, never a list of its properties.</summary>
public sealed class PublicTypesTests
{
    private static readonly Tensor<float> s_x = Samples.Waves(1, 2, 4, 8, 8);
    private static readonly Tensor<double> s_wide = Tensor.CreateFromShape<double>([2, 4, 8, 8]);
    private static readonly Conv2d s_conv = new(4, 4, 3, padding: 1, groups: 4);
    private static readonly ConvShape s_shape = s_conv.OutputShape(s_x.Lengths);
    private static readonly Sequential s_net = new(
        new Conv2d(4, 8, 3), new ReLU(), new AdaptiveAvgPool2d(1), new Flatten(), new Linear(8, 3));
    private static readonly TensorDataset s_data = new(s_x, [0, 2]);
    private static readonly SGD s_sgd = new(s_net.Parameters(), 0.1);
    private static readonly Adam s_adam = new(s_net.Parameters());
    private static readonly ModuleSummary s_summary = s_net.Summary(1, 4, 8, 8);

    private static readonly object[] s_values =
    [
        s_conv,
        .. Samples.Kinds.Select(spec => ConvLayer.Create(spec)),
        s_conv.Spec,
        s_shape,
        s_shape.Input,
        ConvCost.Of(s_shape),
        s_conv.Spec.Slice(1),
        s_conv.Spec.KernelSize,
        s_conv.Spec.Padding,
        s_conv.Plan(s_x.Lengths),
        s_conv.Plan(s_x.Lengths).Bound,
        s_conv.Backward(s_x, s_x),
        ConvReference.Backward(s_conv.Spec, s_wide, Tensor.CreateFromShape<double>([4, 1, 3, 3]), s_wide),
        s_conv.Prepare(s_x.Lengths),
        new ConvOptions { Winograd = true },
        new ChannelShuffle(2),
        Samples.Error(() => new Conv2d(4, 4, 3, groups: 3)),
        s_net,
        .. s_net.NamedChildren.Select(child => child.Value),
        s_summary,
        s_summary.Rows[0],
        s_net.Parameters().First(),
        new Residual(new Conv2d(4, 4, 1)),
        new AvgPool2d(2),
        new MaxPool2d(2),
        new BatchNorm2d(4),
        new Identity(),
        s_data,
        s_sgd,
        s_adam,
        new CosineAnnealingLR(s_adam, 10),
        new CrossEntropyLoss(),
        new Trainer(s_net, s_adam),
        new Trainer(s_net, s_adam).Fit(s_data, 1)[0],
        Trainer.Evaluate(s_net, s_data),
    ];

    public static TheoryData<Type> Types { get; } =
    [
        .. new[] { typeof(Conv2d).Assembly, typeof(Sequential).Assembly }.SelectMany(assembly => assembly.GetExportedTypes())
            .Where(type => !type.IsAbstract && !type.IsEnum && !type.IsInterface && !type.IsAssignableTo(typeof(Delegate)))
            .Select(type => type.IsGenericTypeDefinition ? type.MakeGenericType(typeof(double)) : type),
    ];

    [Theory, MemberData(nameof(Types))]
    public void A_value_shows_a_card_or_a_line(Type type)
    {
        var values = s_values.Where(type.IsInstanceOfType).ToList();
        Assert.True(values.Count > 0, $"there is no value of {type.Name} to show");
        foreach (object value in values)
        {
            string text = ViewTable.Render(value).Text, first = text.Split('\n')[0];

            Assert.Contains(ViewTable.Types, drawn => drawn.IsInstanceOfType(value));
            Assert.InRange(first.Length, 1, Lines.FirstLineLimit);
            Assert.DoesNotContain(type.FullName!, text);
            Assert.DoesNotContain("System.", text);
            Assert.False(text.StartsWith($"{type.Name} {{ ", StringComparison.Ordinal), text);
        }
    }

    /// <summary>The host's Formatter asks our views, also where a view draws a base class or the value can be enumerated.</summary>
    [Theory, MemberData(nameof(Types))]
    public void The_host_shows_it_by_our_views(Type type)
    {
        FormatterRegistration.Register(EngineLoader.Load());
        object value = s_values.First(type.IsInstanceOfType);

        Assert.Equal(
            ["text/html", "text/plain"], Formatter.GetPreferredMimeTypesFor(value.GetType()).Where(mimeType => mimeType != "image/png"));
        Assert.Equal(ViewTable.Render(value).Text, value.ToDisplayString("text/plain"));
        Assert.Matches("^<(div|pre)", value.ToDisplayString("text/html"));
        Assert.DoesNotContain("dni-", value.ToDisplayString("text/html"));
    }
}
