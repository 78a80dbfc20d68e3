using System.Numerics.Tensors;
using GroupConv.Formats;

namespace GroupConv.Interactive.Engine.Requests;

/// <summary>A tensor that a command was given.</summary>
/// <param name="Value">The tensor.</param>
/// <param name="Source">The variable or file it came from.</param>
/// <param name="CSharp">C# for it.</param>
/// <param name="IsFile">Whether it was read from a file.</param>
internal sealed record TensorInput(Tensor<float> Value, string Source, string CSharp, bool IsFile)
{
    /// <summary>Reads a variable of that name, or else a file.</summary>
    /// <exception cref="CommandException">There is neither, or the variable holds something else.</exception>
    /// <exception cref="TensorFileException">The file is no tensor and no image.</exception>
    public static TensorInput Read(string text, Notebook notebook)
    {
        if (notebook.TryGet(text, out object? value))
            return OfVariable(text, value);
        if (TensorFile.Exists(text))
        {
            var loaded = TensorFile.Load(text);
            string source = string.Join(", ", [Path.GetFileName(text), .. loaded.Notes]);
            return new TensorInput(loaded.Value, source, $"NotebookFile.Read({CSharpText.Literal(text)})", IsFile: true);
        }

        string readable = $"Files that can be read: {string.Join(", ", TensorFile.Extensions)}.";
        if (Directory.Exists(text))
            throw new CommandException($"'{text}' is a folder, not a file. {readable}");
        string where = Path.IsPathRooted(text) ? "" : $" in {Directory.GetCurrentDirectory()}";
        throw new CommandException(CSharpText.IsIdentifier(text)
            ? $"{notebook.Unknown(text, "tensors", TensorConversion.CanRead)} There is no file of that name either."
            : $"There is no file '{text}'{where}. {readable}");
    }

    private static TensorInput OfVariable(string name, object? value)
    {
        if (TensorConversion.Read(name, value) is not var (tensor, csharp))
        {
            throw new CommandException(
                $"{name} is a {TypeText.Describe(value)}, not a Tensor<float>.{TensorConversion.Hint(name, value)}");
        }

        string source = value is Tensor<float> ? name : $"{name}, {TypeText.Name(value!.GetType())} as float32";
        return new TensorInput(tensor, source, csharp, IsFile: false);
    }
}
