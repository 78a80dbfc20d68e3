using GroupConv.Core.Algorithms;
using GroupConv.Core.Specs;

namespace GroupConv.Core.Planning;

/// <summary>The algorithm that a call requests.</summary>
/// <param name="Name">A row of the algorithm table; null or empty for the row with the fewest expected cycles.</param>
/// <param name="Winograd">Whether the Winograd rows may be chosen without being named.</param>
/// <param name="ByOptions">
/// Whether the request comes from <see cref="ConvOptions"/> rather than the environment; messages name its source.
/// </param>
internal readonly record struct AlgorithmRequest(string? Name, bool Winograd = false, bool ByOptions = false)
{
    private const string OptionsName = $"{nameof(ConvOptions)}.{nameof(ConvOptions.Algorithm)}";

    /// <summary>Whether a row is named.</summary>
    public bool IsForced => !string.IsNullOrEmpty(Name);

    /// <summary>Where the request comes from: the environment variable or the option.</summary>
    public string Source => ByOptions ? OptionsName : AlgorithmTable.Variable;

    /// <summary>The request of the caller's options; without options, that of the environment.</summary>
    /// <param name="options">The caller's options, or null.</param>
    /// <exception cref="ConvException">The options contradict each other.</exception>
    public static AlgorithmRequest Of(ConvOptions? options)
    {
        if (options is not { Algorithm: not null } and not { Winograd: true })
            return Environment.GetEnvironmentVariable(AlgorithmTable.Variable);
        var request = new AlgorithmRequest(options.Algorithm, options.Winograd, ByOptions: true);
        if (request is { IsForced: true, Winograd: true } && !request.Name!.StartsWith("winograd", StringComparison.Ordinal))
        {
            throw new ConvException(
                "algorithm",
                $"{options} requests two algorithms.",
                "Algorithm forces a row by name; Winograd only allows one.",
                "new ConvOptions { Winograd = true }");
        }

        return request;
    }

    /// <summary>A request from the environment.</summary>
    /// <param name="name">The row's name; null or empty for none.</param>
    public static implicit operator AlgorithmRequest(string? name) => new(name);

    /// <summary>How to request a row from the same source, for messages: <c>GROUPCONV_ALGORITHM=direct</c>.</summary>
    /// <param name="name">The row's name.</param>
    public string Asking(string? name) => ByOptions ? $"{nameof(ConvOptions.Algorithm)} = \"{name}\"" : $"{AlgorithmTable.Variable}={name}";
}
