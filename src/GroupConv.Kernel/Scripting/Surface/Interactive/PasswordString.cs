using System.Diagnostics.CodeAnalysis;

namespace Microsoft.DotNet.Interactive;

/// <summary>A password that a cell asked for: it shows itself as dots.</summary>
/// <param name="password">The password.</param>
public sealed class PasswordString(string password)
{
    /// <summary>The password itself.</summary>
    [SuppressMessage("Design", "CA1024", Justification = "Notebooks know it as a method.")]
    public string GetClearTextPassword() => password;

    /// <inheritdoc/>
    public override string ToString() => new('*', password.Length);
}
