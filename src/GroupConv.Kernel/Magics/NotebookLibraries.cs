using System.Net;
using System.Reflection;
using System.Runtime.Loader;
using GroupConv.Interactive.Hosting;
using GroupConv.Kernel.Scripting.Loading;
using Microsoft.DotNet.Interactive.Formatting;

namespace GroupConv.Kernel.Magics;

/// <summary>
/// Gives the values of popular libraries a readable form, in any version of the library that a notebook loads. Their own packages for
/// .NET Interactive need that host.
/// </summary>
internal static class NotebookLibraries
{
    /// <summary>Registers formatters when a library is loaded.</summary>
    /// <param name="engine">Draws figures.</param>
    public static void Watch(Lazy<IEngine> engine) => AppDomain.CurrentDomain.AssemblyLoad += (_, loaded) =>
    {
        var assembly = loaded.LoadedAssembly;
        if (AssemblyLoadContext.GetLoadContext(assembly) is not NotebookContext)
            return;
        switch (assembly.GetName().Name)
        {
            case NotebookCharts.Library:
                NotebookCharts.Register(assembly, engine);
                break;
            case NotebookTables.Library:
                NotebookTables.Register(assembly);
                break;
            case "Newtonsoft.Json":
                RegisterJson(assembly);
                break;
        }
    };

    /// <summary>JObject, JArray and the rest: their text is JSON. As sequences of themselves they would be lists of empty lists.</summary>
    private static void RegisterJson(Assembly library)
    {
        if (library.GetType("Newtonsoft.Json.Linq.JToken") is not { } token)
            return;
        Formatter.Register(token, (value, writer) => writer.Write(value.ToString()), PlainTextFormatter.MimeType);
        Formatter.Register(
            token, (value, writer) => writer.Write($"<pre>{WebUtility.HtmlEncode(value.ToString())}</pre>"), HtmlFormatter.MimeType);
    }
}
