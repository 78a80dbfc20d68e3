using System.Numerics.Tensors;
using GroupConv.Interactive.Results;

namespace GroupConv.Interactive.Hosting;

/// <summary>
/// The extension's engine, which lives with its third-party libraries in a private load context. Only types of this assembly, of
/// GroupConv.Core, of GroupConv.Learning and of the framework pass through here.
/// </summary>
public interface IEngine
{
    /// <summary>Every option that any verb knows, such as <c>--groups</c>: hosts that want options declared declare these.</summary>
    IReadOnlyList<string> Options { get; }

    /// <summary>Those of the options that take no value, such as <c>--all</c>.</summary>
    IReadOnlyList<string> Flags { get; }

    /// <summary>Verbs with a line of help each, in the order of the help.</summary>
    IReadOnlyDictionary<string, string> Verbs { get; }

    /// <summary>Types of values that <see cref="Render"/> draws, most specific first.</summary>
    IReadOnlyList<Type> RenderedTypes { get; }

    /// <summary>Runs one magic line or command line.</summary>
    /// <param name="line">The line, with or without <c>#!groupconv</c> in front.</param>
    /// <param name="cell">The whole cell, in whose next lines an unfinished line goes on; or empty.</param>
    /// <param name="host">The notebook.</param>
    MagicOutcome Execute(string line, string cell, INotebookHost host);

    /// <summary>What may stand at a position of an unfinished line: verbs, options, values that fit what stands there already.</summary>
    /// <param name="line">The line, with or without <c>#!groupconv</c> in front.</param>
    /// <param name="position">Where the cursor is; what follows it does not count.</param>
    /// <param name="host">The notebook.</param>
    LineCompletion Complete(string line, int position, INotebookHost host);

    /// <summary>The help of what stands at a position of a line: of a verb or an option, else of the line's verb, else of all.</summary>
    /// <param name="line">The line, with or without <c>#!groupconv</c> in front.</param>
    /// <param name="position">Where the cursor is.</param>
    string Explain(string line, int position);

    /// <summary>Draws a value. A view that fails throws, now or when HTML or PNG is asked for; <c>FormatterRegistration</c> catches
    /// it.</summary>
    /// <param name="value">The value.</param>
    MimeBundle Render(object value);

    /// <summary>Reads a tensor or an image from a file; an image becomes (1, C, H, W) in [0, 1].</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="FormatException">It is no tensor and no image.</exception>
    Tensor<float> ReadTensor(string path);
}

/// <summary>How a magic ended.</summary>
/// <param name="Error">Null if it did what was asked; else one clear message, without a stack trace.</param>
public sealed record MagicOutcome(string? Error = null);

/// <summary>Texts that may stand at a place of a line.</summary>
/// <param name="Start">Where the text starts that they replace.</param>
/// <param name="End">Where it ends.</param>
/// <param name="Entries">The texts, best first.</param>
public sealed record LineCompletion(int Start, int End, IReadOnlyList<LineCompletionEntry> Entries);

/// <summary>A text that may stand at a place of a line.</summary>
/// <param name="Text">The text.</param>
/// <param name="Kind">What it is: verb, option, value, variable, path or param.</param>
public sealed record LineCompletionEntry(string Text, string Kind);
