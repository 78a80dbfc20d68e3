using System.Numerics.Tensors;
using GroupConv.Core;
using GroupConv.Interactive.Engine.Requests;
using GroupConv.Interactive.Results;
using GroupConv.Interactive.Tests.Commands;
using Microsoft.CodeAnalysis.CSharp.Scripting;
using Microsoft.CodeAnalysis.Scripting;

namespace GroupConv.Interactive.Tests.Requests;

/// <summary>Inputs that are no <c>Tensor&lt;float&gt;</c>: other elements, arrays of several dimensions, arrays of arrays.</summary>
public sealed class TensorConversionTests : CommandFixture
{
    private static readonly nint[] s_lengths = [1, 3, 4, 5];
    private static readonly float[] s_values = [.. Enumerable.Range(0, 60).Select(i => (float)(i % 50))];

    public static TheoryData<string, object> Inputs => new()
    {
        { "Tensor<double>", Tensor.Create([.. s_values.Select(v => (double)v)], s_lengths) },
        { "Tensor<Half>", Tensor.Create([.. s_values.Select(v => (Half)v)], s_lengths) },
        { "Tensor<int>", Tensor.Create([.. s_values.Select(v => (int)v)], s_lengths) },
        { "Tensor<byte>", Tensor.Create([.. s_values.Select(v => (byte)v)], s_lengths) },
        { "Tensor<short>", Tensor.Create([.. s_values.Select(v => (short)v)], s_lengths) },
        { "Tensor<ulong>", Tensor.Create([.. s_values.Select(v => (ulong)v)], s_lengths) },
        { "float[,,,]", Filled<float>(v => v) },
        { "double[,,,]", Filled<double>(v => v) },
        { "int[,,,]", Filled<int>(v => (int)v) },
        { "Half[,,,]", Filled<Half>(v => (Half)v) },
        { "byte[,,,]", Filled<byte>(v => (byte)v) },
        { "float[][][][]", Nested<float>(v => v) },
        { "double[][][][]", Nested<double>(v => v) },
    };

    [Theory]
    [MemberData(nameof(Inputs))]
    public async Task They_are_read_and_the_CSharp_shown_gives_the_same(string type, object value)
    {
        Host.Variables["input"] = value;
        var expected = new Conv2d(3, 9, 3, groups: 3).Forward(Tensor.Create(s_values, s_lengths));

        var result = Run<RunResult>("run Conv2d(3, 9, 3, groups=3) --input input");

        Assert.Equal(expected, result.Output);
        Assert.Equal($"input, {type} as float32", result.Source);
        Assert.Equal(s_values, Run<MapsResult>("maps input").Maps);
        Assert.Equal(s_values, Run<MapsResult>("maps --input input").Maps);
        Assert.Contains("not a layer. 'maps input' draws it", Mistake("explain input"));

        string csharp = result.CSharp[(result.CSharp.IndexOf(".Forward(", StringComparison.Ordinal) + 9)..^1];
        string declared = type.StartsWith("Tensor", StringComparison.Ordinal) ? "System.Numerics.Tensors." + type : type;
        var options = ScriptOptions.Default.AddReferences(typeof(Tensor<float>).Assembly, typeof(Enumerable).Assembly).AddImports("System",
            "System.Linq");
        var again = await CSharpScript.EvaluateAsync<Tensor<float>>(
            $"var input = ({declared})Value;\n{csharp}", options, new Box(value), cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(Tensor.Create(s_values, s_lengths), again);
    }

    [Fact]
    public void Rows_of_different_lengths_are_refused()
    {
        Host.Variables["input"] = new[] { new[] { 1f, 2f }, [3f] };
        Assert.Contains("input is an array of arrays whose rows have different lengths (2 and 1)", Mistake("maps input"));
        Host.Variables["input"] = new float[]?[] { [1f], null }!;
        Assert.Contains("some of which are null", Mistake("maps input"));
        Host.Variables["input"] = Array.Empty<float[]>();
        Assert.Contains("no elements", Mistake("maps input --type Conv1d"));
    }

    [Fact]
    public void What_has_no_shape_gets_a_line_that_gives_it_one()
    {
        Host.Variables["flat"] = new float[4];
        Assert.EndsWith("Try: var t = System.Numerics.Tensors.Tensor.Create(flat, [1, 1, height, width]);",
            Mistake("run conv --input flat"));
        Host.Variables["flat"] = new List<int> { 1 };
        Assert.EndsWith("Tensor.Create(flat.Select(v => (float)v).ToArray(), [1, 1, height, width]);", Mistake("run conv --input flat"));
        Host.Variables["flat"] = new List<float> { 1 };
        Assert.EndsWith("Tensor.Create(flat.ToArray(), [1, 1, height, width]);", Mistake("run conv --input flat"));
        Host.Variables["flat"] = "text";
        Assert.EndsWith("flat is a string, not a Tensor<float>.", Mistake("run conv --input flat"));
        Host.Variables["flat"] = null;
        Assert.EndsWith("flat is a null, not a Tensor<float>.", Mistake("run conv --input flat"));
    }

    [Fact]
    public void They_are_offered_where_an_input_is_wanted()
    {
        Host.Variables["grid"] = new int[1, 1, 2, 2];
        Assert.True(TensorConversion.CanRead(Host.Variables["grid"]));
        Assert.Contains("Variables that do hold tensors: grid, x, y.", Mistake("run conv --input z"));
    }

    private static T[,,,] Filled<T>(Func<float, T> of)
    {
        var array = new T[s_lengths[0], s_lengths[1], s_lengths[2], s_lengths[3]];
        for (int i = 0; i < s_values.Length; i++)
            array[0, i / 20, i / 5 % 4, i % 5] = of(s_values[i]);
        return array;
    }

    private static T[][][][] Nested<T>(Func<float, T> of) =>
        [[.. s_values.Chunk(20).Select(channel => channel.Chunk(5).Select(row => row.Select(of).ToArray()).ToArray())]];

    /// <summary>A value for a script.</summary>
    /// <param name="Value">The value.</param>
    public sealed record Box(object Value);
}
