namespace GroupConv.Interactive.Engine.Requests.Reading;

/// <summary>An expression of source text.</summary>
/// <param name="Start">Its position.</param>
/// <param name="Source">Its text.</param>
internal abstract record Node(int Start, string Source);

/// <summary>A number.</summary>
/// <param name="Start">Its position.</param>
/// <param name="Source">Its text.</param>
/// <param name="Value">Its value.</param>
internal sealed record NumberNode(int Start, string Source, double Value) : Node(Start, Source);

/// <summary>A text in quotes.</summary>
/// <param name="Start">Its position.</param>
/// <param name="Source">Its text with the quotes.</param>
/// <param name="Text">The text.</param>
internal sealed record TextNode(int Start, string Source, string Text) : Node(Start, Source);

/// <summary>A name with its qualifiers: <c>True</c>, <c>groups</c>, <c>torch.float16</c>.</summary>
/// <param name="Start">Its position.</param>
/// <param name="Source">The name.</param>
internal sealed record NameNode(int Start, string Source) : Node(Start, Source);

/// <summary>A tuple or a list.</summary>
/// <param name="Start">Its position.</param>
/// <param name="Source">Its text.</param>
/// <param name="Items">What it holds.</param>
internal sealed record TupleNode(int Start, string Source, IReadOnlyList<Node> Items) : Node(Start, Source);

/// <summary>A call: a layer, a container, or any other function.</summary>
/// <param name="Start">Its position.</param>
/// <param name="Source">Its text.</param>
/// <param name="Name">The name called, with its qualifiers.</param>
/// <param name="Arguments">What it was given.</param>
internal sealed record CallNode(int Start, string Source, string Name, IReadOnlyList<Argument> Arguments) : Node(Start, Source)
{
    /// <summary>The name without its qualifiers.</summary>
    public string Type => Name[(Name.LastIndexOf('.') + 1)..];

    /// <summary>The qualifiers, such as <c>torch.nn</c>; empty without.</summary>
    public string Qualifier => Name.Length == Type.Length ? "" : Name[..^(Type.Length + 1)];
}

/// <summary>Arithmetic with a name in it, a lambda, a comprehension: what has no value here.</summary>
/// <param name="Start">Its position.</param>
/// <param name="Source">Its text.</param>
internal sealed record OtherNode(int Start, string Source) : Node(Start, Source);

/// <summary>An argument of a call.</summary>
/// <param name="Name">Its name; null by position.</param>
/// <param name="IsChild">Whether it is a module in <c>print(model)</c>: <c>(name): module</c>.</param>
/// <param name="Start">Where it begins.</param>
/// <param name="Value">Its value.</param>
internal sealed record Argument(string? Name, bool IsChild, int Start, Node Value);
