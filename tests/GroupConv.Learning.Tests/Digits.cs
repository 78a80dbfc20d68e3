using System.Numerics.Tensors;
using GroupConv.Core;
using GroupConv.Formats;

namespace GroupConv.Learning.Tests;

/// <summary>The digits of the second tutorial, and its network.</summary>
internal static class Digits
{
    private static readonly Lazy<(TensorDataset Train, TensorDataset Test)> s_split = new(Read);

    public static string Folder { get; } = Path.Combine(AppContext.BaseDirectory, "data", "digits");

    public static TensorDataset Train => s_split.Value.Train;

    public static TensorDataset Test => s_split.Value.Test;

    /// <summary>Units of ShuffleNet, a block of ResNeXt and a strided convolution, all in as many groups as wanted.</summary>
    public static Sequential Net(int groups) => new(
        new Conv2d(1, 32, 3, padding: 1, bias: false),
        new BatchNorm2d(32),
        new ReLU(),
        Unit(32, groups),
        new Residual(
            new Sequential(new Conv2d(32, 32, 3, padding: 1, groups: groups, bias: false), new BatchNorm2d(32)),
            activation: new ReLU(),
            name: "b"),
        new Conv2d(32, 64, 3, stride: 2, padding: 1, groups: groups),
        new ReLU(),
        Unit(64, groups),
        new AdaptiveAvgPool2d(1),
        new Flatten(),
        new Linear(64, 10));

    public static Dictionary<string, Tensor<float>> State(string file)
    {
        using var npz = NpzFile.Open(Path.Combine(Folder, file));
        return npz.Names.ToDictionary(name => name, npz.Read);
    }

    private static Residual Unit(int channels, int groups) => new(
        new Sequential(
            new Conv2d(channels, channels, 1, groups: groups, bias: false),
            new BatchNorm2d(channels),
            new ReLU(),
            groups > 1 ? new ChannelShuffle(groups) : new Identity(),
            new Conv2d(channels, channels, 3, padding: 1, groups: channels, bias: false),
            new BatchNorm2d(channels),
            new Conv2d(channels, channels, 1, groups: groups, bias: false),
            new BatchNorm2d(channels)),
        activation: new ReLU(),
        name: "b");

    private static (TensorDataset Train, TensorDataset Test) Read()
    {
        int[] labels = Whole("digits-labels.npz"), test = Whole("digits-test.npz");
        var all = new TensorDataset(Tensor.Divide(TensorFile.Read(Path.Combine(Folder, "digits-images.npz")), 16f), labels);
        return (all.Subset(Enumerable.Range(0, all.Count).Except(test)), all.Subset(test));
    }

    private static int[] Whole(string file) => [.. TensorFile.Read(Path.Combine(Folder, file)).ToArray().Select(value => (int)value)];
}
