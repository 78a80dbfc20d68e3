using System.Numerics.Tensors;
using GroupConv.Core;
using GroupConv.Core.Planning;
using GroupConv.Core.Specs;
using GroupConv.Formats;
using GroupConv.Interactive.Engine.Requests;
using GroupConv.Interactive.Results;
using GroupConv.Learning;

namespace GroupConv.Interactive.Tests.Views;

/// <summary>Values to draw, from the plainest to the nastiest.</summary>
internal static class Samples
{
    public const string Hostile = "</script><img src=x onerror=alert(1)>\"'&\u0001";

    public static ConvSpec Grouped { get; } = ConvSpec.Conv2d(64, 128, 3, padding: 1, groups: 4);

    public static IReadOnlyList<ConvSpec> Specs { get; } =
    [
        ConvSpec.Conv2d(1, 1, 1),
        ConvSpec.Conv2d(3, 9, 3, groups: 3),
        ConvSpec.Conv2d(3, 64, (7, 5), stride: 2, padding: (3, 2), bias: false),
        ConvSpec.Conv2d(8, 16, 3, padding: "same", groups: 4),
        Grouped,
        ConvSpec.Conv2d(64, 64, 3, padding: 1, groups: 8),
        ConvSpec.Conv2d(16, 16, 3, padding: 1, groups: 16),
        ConvSpec.Conv2d(32, 64, 3, padding: 1, groups: 32),
        ConvSpec.Conv2d(512, 512, 3, padding: 1, groups: 512),
        ConvSpec.Conv2d(1024, 2048, 3, padding: 2, dilation: 2, groups: 256, paddingMode: PaddingMode.Reflect),
        ConvSpec.Conv2d(1024, 1024, 11),
        ConvSpec.Conv2d(720720, 720720, 1, groups: 720),
        ConvSpec.Conv2d(8, 8, (64, 1), padding: ConvPadding.Explicit((0, 1), (2, 3)), groups: 8),
        ConvSpec.Conv1d(8, 16, 5, padding: 2, groups: 4),
        ConvSpec.Conv1d(64, 64, 31, padding: "same", groups: 64, bias: false),
        ConvSpec.Conv3d(4, 8, (1, 3, 3), padding: (0, 1, 1), groups: 2),
        ConvSpec.Conv3d(6, 6, 3, groups: 6, paddingMode: PaddingMode.Circular, padding: 1),
        ConvSpec.ConvTranspose1d(8, 4, 4, stride: 2, padding: 1, groups: 4),
        ConvSpec.ConvTranspose2d(16, 8, 4, stride: 2, padding: 1, groups: 4),
        ConvSpec.ConvTranspose2d(96, 96, 3, stride: 2, padding: 1, outputPadding: 1, groups: 96),
        ConvSpec.ConvTranspose3d(4, 2, 2, stride: 2, groups: 2, bias: false),
    ];

    /// <summary>A layer of each of the six kinds, grouped.</summary>
    public static IReadOnlyList<ConvSpec> Kinds { get; } = [.. Specs.Where(spec => spec.Dims != 2 || spec.Transposed), Specs[1]];

    public static ExplainResult Explain(ConvSpec spec, params long[] size)
    {
        var origin = size.Length == 0 ? InputSizeOrigin.Usual : InputSizeOrigin.Given;
        TensorShape input = [1, spec.InChannels, .. size.Length == 0 ? InputSize.For(spec).Size : size];
        var shape = ConvShape.Infer(spec, input);
        return new ExplainResult(
            shape,
            ConvCost.Of(shape),
            ConvCost.Of(ConvShape.Infer(spec.WithGroups(1), input)),
            GroupArithmetic.ValidGroups(spec.InChannels, spec.OutChannels),
            origin,
            "var conv = new Conv2d(64, 128, 3, padding: 1, groups: 4);");
    }

    public static RunResult Run(ConvSpec spec, Tensor<float> output, long nonFinite = 0)
    {
        var shape = ConvShape.Infer(spec, [1, spec.InChannels, .. output.Lengths[2..].ToArray().Select(length => (long)length)]);
        return new RunResult(
            new ConvPlan(
                shape, "direct", "few channels a group: the output is computed straight from the input", 2, 1 << 16, 1 << 10,
                    "rows of 16 outputs",
                new ConvBound(ConvLimit.MultiplyAdds, .9, 40, .9, "input and output")),
            output, nonFinite, TimeSpan.FromMilliseconds(12.3), "photo", "y", "Tensor<float> y = conv.Forward(photo);");
    }

    /// <summary>What a layer makes of waves: a signal of 200, an image of 24 by 32, or a volume of 6 by 16 by 20.</summary>
    public static RunResult Real(ConvSpec spec)
    {
        nint[] size = spec.Dims switch { 1 => [200], 2 => [24, 32], _ => [6, 16, 20] };
        var x = Waves(20, [1, spec.InChannels, .. size]);
        var conv = ConvLayer.Create(spec, seed: 1);
        return new RunResult(
            conv.Plan(x.Lengths), conv.Forward(x), 0, TimeSpan.FromMilliseconds(12.3), "x", "y", "var y = conv.Forward(x);");
    }

    public static MapsResult Maps(Tensor<float> maps, ConvSpec? spec = null, int groups = 1, MapScale scale = MapScale.Layer,
        bool all = false) =>
        new(maps, spec, spec?.Groups ?? groups, scale, all, "y", "#!groupconv maps y", spec?.Dims ?? 2);

    /// <summary>Smooth waves, another one in each plane, with some noise.</summary>
    public static Tensor<float> Waves(int seed, params nint[] lengths)
    {
        var random = new Random(seed);
        var tensor = Tensor.CreateFromShape<float>(lengths);
        long columns = lengths.Length > 0 ? lengths[^1] : 1, rows = lengths.Length > 1 ? lengths[^2] : 1;
        var values = new float[tensor.FlattenedLength];
        for (long i = 0; i < values.Length; i++)
        {
            long plane = i / (rows * columns), y = i / columns % rows, x = i % columns;
            values[i] = (float)(Math.Sin((x + plane) * 6.0 / columns) * Math.Cos(y * (3.0 + plane % 5) / rows) + 0.1 * random.NextDouble());
        }

        return Tensor.Create(values, lengths);
    }

    public static Tensor<float> Filled(float value, params nint[] lengths)
    {
        var tensor = Tensor.CreateFromShape<float>(lengths);
        tensor.Fill(value);
        return tensor;
    }

    /// <summary>Waves with NaN and both infinities in some places.</summary>
    public static Tensor<float> Broken(params nint[] lengths)
    {
        var values = new float[lengths.Aggregate((nint)1, (a, b) => a * b)];
        Waves(1, lengths).FlattenTo(values);
        (values[3], values[40], values[41], values[^1], values[^2]) = (float.NaN, float.PositiveInfinity, float.NegativeInfinity, float.NaN,
            float.NaN);
        return Tensor.Create(values, lengths);
    }

    public static IReadOnlyList<(string Name, Tensor<float> Value)> Tensors { get; } =
    [
        ("scalar", Tensor.Create(new[] { 1.5f }, [])),
        ("one", Filled(2, 1)),
        ("empty", Filled(0, 0)),
        ("empty batch", Filled(0, 0, 3, 8, 8)),
        ("empty in the middle", Filled(0, 2, 0, 8)),
        ("vector", Waves(2, 40)),
        ("long vector", Waves(2, 20000)),
        ("tall", Waves(3, 3000, 1)),
        ("matrix", Waves(4, 24, 32)),
        ("small matrix", Tensor.Create(new[] { 1f, 2, 3, -4.5f, 1e-7f, 1e20f }, [2, 3])),
        ("image", Waves(5, 3, 96, 128)),
        ("batch", Waves(6, 2, 12, 20, 20)),
        ("volume", Waves(7, 1, 2, 3, 16, 16)),
        ("six", Waves(8, 2, 2, 2, 2, 4, 4)),
        ("constant", Filled(-3, 1, 4, 8, 8)),
        ("zeros", Filled(0, 1, 2, 8, 8)),
        ("positive", Positive()),
        ("pooled", Waves(9, 1, 64, 1, 1)),
        ("broken", Broken(1, 3, 16, 16)),
        ("all NaN", Filled(float.NaN, 1, 2, 6, 6)),
        ("huge", Filled(float.MaxValue, 2, 3)),
        ("spike", Spike()),
    ];

    /// <summary>Every kind of value that has a view, in many sizes.</summary>
    public static IReadOnlyList<(string Name, object Value)> All { get; } =
    [
        .. Specs.Select(spec => ($"explain {spec}", (object)Explain(spec))),
        ("explain with a size", Explain(Grouped, 64, 48)),
        .. Specs.Select(spec => ($"wiring {spec}", (object)new WiringResult(spec, All: false, "conv.Spec"))),
        .. Specs.Where(spec => spec.Groups > 64).Select(spec => ($"wiring --all {spec}", (object)new WiringResult(spec, All: true, ""))),
        .. Tensors.Select(sample => ($"tensor {sample.Name}", (object)sample.Value)),
        ("tensor double", Tensor.Create(new[] { 1.0, -2.5, double.NaN, 4 }, [2, 2])),
        .. MapSamples(),
        .. Photographs(),
        ("run", Run(Grouped, Waves(10, 1, 128, 32, 32), 3)),
        ("run hostile", Run(ConvSpec.Conv2d(3, 9, 3, padding: 1, groups: 3), Broken(1, 9, 32, 32)) with { Source = Hostile,
            StoredAs = Hostile, CSharp = Hostile }),
        .. Specs.Where(spec => ConvCost.WeightElements(spec) < 1e6).Select(
            spec => ($"layer {spec}", (object)ConvLayer.Create(spec, seed: 1))),
        .. Kinds.Select(spec => ($"run {spec}", (object)Real(spec))),
        .. Kinds.Select(spec => ($"maps {spec}", (object)Maps(Real(spec).Output, spec))),
        .. Kinds.Select(spec => ($"plan {spec}", (object)Real(spec).Plan)),
        .. Kinds.Select(spec => ($"spec {spec}", (object)spec)),
        ("maps of a volume, slice 1", Maps(Waves(21, 1, 4, 5, 20, 20), groups: 2) with { Dims = 3, Slice = 1 }),
        ("maps of a batch of signals", Maps(Waves(22, 3, 6, 500), groups: 3) with { Dims = 1 }),
        ("maps of one signal", Maps(Waves(23, 1, 20000)) with { Dims = 1 }),
        ("maps of 64 signals", Maps(Waves(24, 1, 64, 48), groups: 64) with { Dims = 1 }),
        ("layers", new LayersResult([.. Specs.Select((spec, i) => new NamedLayer($"layer{i}.conv", spec))], "")),
        ("layers hostile", new LayersResult([new NamedLayer(Hostile, Grouped), new NamedLayer("", Grouped)], Hostile)),
        ("layers of many", new LayersResult([.. Enumerable.Range(0, 2000).Select(i => new NamedLayer($"layer{i}.0.conv2", Grouped))])),
        ("plan", Run(Grouped, Waves(10, 1, 128, 32, 32)).Plan),
        ("spec", Grouped),
        .. Charts(),
        ("network", Network(2).Summary(1, 8, 14, 14)),
        ("network of one layer", new ReLU().Summary(3)),
        ("network without layers", new Sequential().Summary(1, 3, 8, 8)),
        ("network of many layers", new Sequential([.. Enumerable.Range(0, 700).Select(_ => (Module)new ReLU())]).Summary(1, 3, 8, 8)),
        ("network hostile", new ModuleSummary(
            [1], [new ModuleRow(Hostile, Hostile, 40, [1], 5, 1e30), new ModuleRow(new string('x', 500), "two\nlines", 0, [], 0, 0)])),
        ("epoch", new EpochResult(3, 20, 0.25, 0.9, 0.3, 0.875, 1e-3, 5000, TimeSpan.FromSeconds(2.5))),
        ("help", new HelpResult(
            "Usage:\n  #!groupconv explain LAYER [options]\n\nOptions:\n  --groups <n>  how many convolutions stand side by side")),
        ("figure", new FigureResult("Plotly chart: scatter", "{\"data\":[{\"type\":\"scatter\",\"y\":[1,3,2]}],\"layout\":{}}")),
        ("figure hostile", new FigureResult(Hostile, "{\"data\":[],\"layout\":{\"title\":{\"text\":\"</script><b>\"}}}")),
        ("error groups", Error(() => ConvSpec.Conv2d(64, 128, 3, groups: 5))),
        ("error hostile", new ConvException(Hostile, Hostile, Hostile, Hostile)),
    ];

    private static Sequential Network(int groups) => new(
        new Conv2d(8, 16, 3, stride: 2, padding: 1, groups: groups),
        new BatchNorm2d(16),
        new Residual(new Sequential(new Conv2d(16, 16, 1, groups: groups), new ChannelShuffle(groups)), activation: new ReLU()),
        new AdaptiveAvgPool2d(1),
        new Flatten(),
        new Linear(16, 10));

    private static IEnumerable<(string Name, object Value)> Charts()
    {
        yield return ("chart", new ChartResult(
            "accuracy as groups grow",
            "parameters",
            "accuracy, %",
            [Line("trained here", 6, i => (3000 * Math.Pow(1.7, i), 96 + Math.Log(i + 1), FormattableString.Invariant($"g={32 >> i}")))],
            LogX: true));
        yield return ("chart of lines", new ChartResult(
            "learning",
            "epoch",
            "loss",
            [.. Enumerable.Range(1, 6).Select(s =>
                Line(FormattableString.Invariant($"{s} groups"), 20, i => (i, Math.Exp(-i / (2.0 * s)), "")))]));
        yield return ("chart of none", new ChartResult("", "", "", []));
        yield return ("chart without points", new ChartResult(
            "nothing yet", "epoch", "loss", [new ChartSeries("a", []), new ChartSeries("b", [])], LogX: true));
        yield return ("chart of one point", new ChartResult("one", "x", "y", [Line("a", 1, _ => (7, -3, "here"))]));
        yield return ("chart constant", new ChartResult("constant", "x", "y", [Line("a", 5, i => (i, 0.98, ""))]));
        yield return ("chart hostile", new ChartResult(Hostile, Hostile, Hostile, [Line(Hostile, 3, i => (i, i, Hostile))]));
        yield return ("chart broken", new ChartResult(
            "broken", "x", "y", [Line("a", 6, i => (i, i == 2 ? double.NaN : i == 4 ? double.PositiveInfinity : i, ""))]));
        yield return ("chart of nothing finite", new ChartResult(
            "broken", "x", "y", [Line("a", 6, _ => (double.NaN, double.NegativeInfinity, ""))]));
        yield return ("chart huge", new ChartResult(
            "huge",
            "x",
            "y",
            [Line("a", 4, i => (i * 1e307 - 1e308, i % 2 == 0 ? -1.7e308 : 1.7e308, "")), Line("b", 4, i => (i * 1e-300, 1e-300, ""))]));
        yield return ("chart of last bits", new ChartResult("near", "x", "y", [Line("a", 3, i => (1e15 + i, i == 0 ? 1 : 1 + 2e-16, ""))]));
        yield return ("chart log wide", new ChartResult(
            "wide", "x", "y", [Line("a", 40, i => (Math.Pow(10, i - 20), i, "")), Line("b", 3, i => (-i, 1, ""))], LogX: true));
        yield return ("chart of many", new ChartResult(
            "many",
            "x",
            "y",
            [.. Enumerable.Range(0, 300).Select(s => Line(new string('n', 100), 1000, i => (i, Math.Sin(i * s), new string('l', 100))))]));
    }

    private static ChartSeries Line(string name, int points, Func<int, (double X, double Y, string Label)> at) =>
        new(name, [.. Enumerable.Range(0, points).Select(at).Select(point => new ChartPoint(point.X, point.Y, point.Label))]);

    /// <summary>A photograph through three edge filters a colour, where an image is given to look at.</summary>
    private static IEnumerable<(string Name, object Value)> Photographs()
    {
        if (Environment.GetEnvironmentVariable("GALLERY_IMAGE") is not { Length: > 0 } file)
            yield break;
        var photo = TensorFile.Read(file);
        var spec = ConvSpec.Conv2d(3, 9, 3, padding: 1, groups: 3, bias: false);
        float[] filters = [-1, 0, 1, -2, 0, 2, -1, 0, 1, -1, -2, -1, 0, 0, 0, 1, 2, 1, 0, -1, 0, -1, 4, -1, 0, -1, 0];
        var conv = new Conv2d(spec, Tensor.Create([.. filters, .. filters, .. filters], [9, 1, 3, 3]));
        var edges = conv.Forward(photo);
        yield return ("photograph", photo);
        yield return ("photograph layer", conv);
        yield return ("photograph run", Run(spec, edges));
        yield return ("photograph maps", Maps(edges, spec));
        yield return ("photograph maps by channel", Maps(edges, spec, scale: MapScale.Channel));
    }

    private static IEnumerable<(string Name, object Value)> MapSamples()
    {
        var edges = ConvSpec.Conv2d(3, 9, 3, padding: 1, groups: 3);
        yield return ("maps of 9, 3 groups", Maps(Waves(11, 1, 9, 64, 64), edges));
        yield return ("maps of 128, 4 groups", Maps(Waves(12, 1, 128, 56, 56), Grouped));
        yield return ("maps of 64 noisy", Maps(Noise(1, 64, 112, 112), ConvSpec.Conv2d(64, 64, 3, padding: 1, groups: 4)));
        yield return ("maps by group", Maps(Waves(13, 8, 32, 48), ConvSpec.Conv2d(8, 8, 3, padding: 1, groups: 4), scale: MapScale.Group));
        yield return ("maps by channel", Maps(Positive(), groups: 2, scale: MapScale.Channel));
        yield return ("maps all of 512", Maps(Noise(2, 512, 14, 14), ConvSpec.Conv2d(512, 512, 3, padding: 1, groups: 512), all: true));
        yield return ("maps broken", Maps(Broken(1, 6, 16, 16), ConvSpec.Conv2d(6, 6, 3, padding: 1, groups: 2)));
        yield return ("maps hostile", Maps(Waves(14, 1, 4, 8, 8), groups: 2) with { Source = Hostile, CSharp = Hostile });
        yield return ("maps of one", Maps(Waves(15, 1, 1, 200, 300)));
        yield return ("maps empty", Maps(Filled(0, 0, 4, 8, 8)));
        yield return ("maps constant", Maps(Filled(7, 1, 4, 8, 8)));
    }

    public static Tensor<float> Noise(int seed, params nint[] lengths)
    {
        var random = new Random(seed);
        var values = new float[lengths.Aggregate((nint)1, (a, b) => a * b)];
        for (int i = 0; i < values.Length; i++)
            values[i] = (float)((random.NextDouble() - 0.5) * Math.Pow(10, random.Next(-7, 3)));
        return Tensor.Create(values, lengths);
    }

    public static ConvException Error(Func<object> wrong) => Assert.Throws<ConvException>(wrong);

    private static Tensor<float> Positive()
    {
        var values = new float[4 * 20 * 30];
        Waves(16, 4, 20, 30).FlattenTo(values);
        return Tensor.Create([.. values.Select(value => value * value * 100)], [4, 20, 30]);
    }

    private static Tensor<float> Spike()
    {
        var tensor = Filled(0, 1, 1, 512, 512);
        tensor[0, 0, 77, 401] = -9;
        return tensor;
    }
}
