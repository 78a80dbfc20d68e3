namespace GroupConv.Polyglot.Tests;

public sealed class VariableTests(PolyglotNotebook notebook)
{
    [Fact]
    public async Task A_layer_and_its_input_come_from_variables_and_the_output_goes_to_one()
    {
        await notebook.RunWithoutError(
            """
            var layer = new Conv2d(3, 6, 3, groups: 3);
            var given = System.Numerics.Tensors.Tensor.CreateFromShape<float>([1, 3, 5, 5]);
            given.Fill(2f);
            """);
        await notebook.RunWithoutError("#!groupconv run layer --input given --as made");

        Assert.Equal("True", await notebook.Text("made.Lengths.SequenceEqual([1, 6, 3, 3]) && made.SequenceEqual(layer.Forward(given))"));
    }

    [Fact]
    public async Task Values_pass_by_reference_in_both_directions()
    {
        await notebook.RunWithoutError("var kept = System.Numerics.Tensors.Tensor.CreateFromShape<float>([1, 1, 4, 4]);");
        await notebook.RunWithoutError("#!groupconv maps kept --as keptMaps");
        Assert.Equal("0", await notebook.Text("keptMaps[0, 0, 0, 0]"));

        await notebook.RunWithoutError("kept[0, 0, 0, 0] = 7;");

        Assert.Equal("7", await notebook.Text("keptMaps[0, 0, 0, 0]"));
    }

    [Fact]
    public async Task A_stored_result_has_its_own_type_and_replaces_the_older_one()
    {
        await notebook.RunWithoutError("var stored = 1;");
        await notebook.RunWithoutError("#!groupconv explain \"Conv2d(3, 9, 3, groups=3)\" --size 8 --as stored");
        Assert.Equal("ExplainResult", await notebook.Text("stored.GetType().Name"));
        Assert.Equal("3", await notebook.Text("stored.Shape.Spec.Groups"));
    }

    [Fact]
    public async Task An_unknown_name_is_told_with_the_nearest_that_there_is()
    {
        await notebook.RunWithoutError("var blurring = new Conv2d(3, 9, 3);");
        string? error = (await notebook.Run("#!groupconv explain bluring")).Error;
        Assert.Contains("There is no variable 'bluring'. Did you mean 'blurring'?", error);
    }
}
