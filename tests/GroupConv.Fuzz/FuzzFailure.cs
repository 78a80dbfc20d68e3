namespace GroupConv.Fuzz;

/// <summary>Something that is not as it should be.</summary>
internal sealed class FuzzFailure : Exception
{
    public FuzzFailure(string message)
        : base(message)
    {
    }

    public FuzzFailure(string message, Exception inner)
        : base(message, inner)
    {
    }

    public FuzzFailure()
    {
    }
}
