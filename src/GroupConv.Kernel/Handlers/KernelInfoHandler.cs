using System.Reflection;
using GroupConv.Kernel.Protocol;

namespace GroupConv.Kernel.Handlers;

/// <summary><c>kernel_info_request</c>.</summary>
internal sealed class KernelInfoHandler : IMessageHandler
{
    /// <summary>The version of this product.</summary>
    public static string ProductVersion { get; } =
        typeof(KernelInfoHandler).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];

    /// <inheritdoc/>
    public string RequestType => "kernel_info_request";

    /// <inheritdoc/>
    public void Handle(Exchange exchange) => exchange.Reply("kernel_info_reply", new KernelInfoReply(
        Wire.Version,
        "groupconv",
        ProductVersion,
        new LanguageInfo("C#", "14.0", "text/x-csharp", ".cs", "csharp", "text/x-csharp"),
        $"GroupConv {ProductVersion}: C# on .NET {Environment.Version}, with #!groupconv",
        [new HelpLink("C# language", "https://learn.microsoft.com/dotnet/csharp/")]));
}
