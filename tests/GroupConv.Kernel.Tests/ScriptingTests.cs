using GroupConv.Kernel.Handlers;
using GroupConv.Kernel.Scripting;

namespace GroupConv.Kernel.Tests;

public sealed class ScriptingTests
{
    public static class Outer<T>
    {
        public sealed class Inner<TValue>
        {
            internal TValue? Value { get; }
        }
    }

    private sealed class Hidden : List<int>;

    [Theory]
    [InlineData(typeof(int), "global::System.Int32")]
    [InlineData(typeof(int[]), "global::System.Int32[]")]
    [InlineData(typeof(int[,][]), "global::System.Int32[,][]")]
    [InlineData(typeof(Dictionary<string, List<int?>>), "global::System.Collections.Generic.Dictionary<global::System.String, "
        + "global::System.Collections.Generic.List<global::System.Nullable<global::System.Int32>>>")]
    [InlineData(typeof(Outer<int>.Inner<string>),
        "global::GroupConv.Kernel.Tests.ScriptingTests.Outer<global::System.Int32>.Inner<global::System.String>")]
    [InlineData(typeof(Hidden), "global::System.Collections.Generic.List<global::System.Int32>")]
    public void Types_are_written_as_csharp(Type type, string name) => Assert.Equal(name, CSharpTypeName.Of(type));

    [Fact]
    public void Streams_are_gathered_and_keep_their_order()
    {
        var sent = new List<(string, string)>();
        using (var batcher = new StreamBatcher((name, text) => sent.Add((name, text))))
        {
            batcher.Write("stdout", "a");
            batcher.Write("stdout", "b");
            batcher.Write("stderr", "c");
            batcher.Write("stdout", "d");
        }

        Assert.Equal([("stdout", "ab"), ("stderr", "c"), ("stdout", "d")], sent);
    }

    [Theory]
    [InlineData("a😀b", 3, 4)]
    [InlineData("abc", 2, 2)]
    [InlineData("abc", 99, 3)]
    public void Code_points_become_indices(string text, int codePoints, int index)
    {
        Assert.Equal(index, CodePoints.ToIndex(text, codePoints));
        Assert.Equal(Math.Min(codePoints, CodePoints.FromIndex(text, text.Length)), CodePoints.FromIndex(text, index));
    }
}
