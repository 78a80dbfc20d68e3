namespace GroupConv.Core.Tests.Support;

internal static class Variables
{
    /// <summary>Runs something with an environment variable of this process set; for tests that run alone.</summary>
    public static void With(string variable, string? value, Action action)
    {
        string? before = Environment.GetEnvironmentVariable(variable);
        Environment.SetEnvironmentVariable(variable, value);
        try
        {
            action();
        }
        finally
        {
            Environment.SetEnvironmentVariable(variable, before);
        }
    }
}
