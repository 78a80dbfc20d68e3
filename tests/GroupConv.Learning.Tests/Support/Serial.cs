namespace GroupConv.Learning.Tests.Support;

/// <summary>Tests that change what the whole process shares; they run alone.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Serial
{
    public const string Name = "serial";
}
