using System.Numerics.Tensors;
using GroupConv.Formats;

namespace GroupConv.Interactive.Engine.Requests;

/// <summary>A tensor that a command was given.</summary>
/// <param name="Value">The tensor.</param>
/// <param name="Source">The variable or file it came from.</param>
/// <param name="CSharp">C# for it.</param>
internal sealed record TensorInput(Tensor<float> Value, string Source, string CSharp)
{
    /// <summary>Whether it was read from a file.</summary>
    public bool IsFile => CSharp != Source;

    /// <summary>Reads a variable of that name, or else a file.</summary>
    /// <exception cref="CommandException">There is neither, or the variable holds something else.</exception>
    /// <exception cref="TensorFileException">The file is no tensor and no image.</exception>
    public static TensorInput Read(string text, Notebook notebook)
    {
        if (notebook.TryGet(text, out object? value))
        {
            return value is Tensor<float> tensor
                ? new TensorInput(tensor, text, text)
                : throw new CommandException($"{text} is a {TypeText.Describe(value)}, not a Tensor<float>.{Conversion(text, value)}");
        }

        if (TensorFile.Exists(text))
        {
            var loaded = TensorFile.Load(text);
            string source = string.Join(", ", [Path.GetFileName(text), .. loaded.Notes]);
            return new TensorInput(loaded.Value, source, $"NotebookFile.Read({CSharpText.Literal(text)})");
        }

        string readable = $"Files that can be read: {string.Join(", ", TensorFile.Extensions)}.";
        if (Directory.Exists(text))
            throw new CommandException($"'{text}' is a folder, not a file. {readable}");
        string where = Path.IsPathRooted(text) ? "" : $" in {Directory.GetCurrentDirectory()}";
        throw new CommandException(CSharpText.IsIdentifier(text)
            ? $"{notebook.Unknown(text, "tensors", held => held is Tensor<float>)} There is no file of that name either."
            : $"There is no file '{text}'{where}. {readable}");
    }

    /// <summary>Whether text names a tensor variable, or a file where no variable has that name.</summary>
    public static bool Looks(string text, Notebook notebook) =>
        notebook.TryGet(text, out object? value) ? value is Tensor<float> : TensorFile.Exists(text);

    private static string Conversion(string name, object? value) => value switch
    {
        float[] => $" Try: var t = Tensor.Create({name}, [1, 1, height, width]);",
        Tensor<double> => $" Try: var t = Tensor.ConvertTruncating<double, float>({name});",
        _ => "",
    };
}
