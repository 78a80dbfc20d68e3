using static ArchUnitNET.Fluent.ArchRuleDefinition;
using static GroupConv.Architecture.Tests.House;

namespace GroupConv.Architecture.Tests;

/// <summary>Who may know whom, read from the compiled assemblies (docs/architecture.md, "Rules").</summary>
public sealed class DependencyTests
{
    [Fact]
    public void Core_needs_the_framework_and_the_tensors_alone() =>
        Assert.Equal(["System.Numerics.Tensors"], References(CoreName));

    [Fact]
    public void Core_does_not_contain_learning() =>
        Assert.DoesNotContain(Load(CoreName).GetTypes(), type => type.Namespace?.Contains("Learning", StringComparison.Ordinal) == true);

    [Fact]
    public void Learning_needs_core_and_the_tensors_alone() =>
        Assert.Equal([CoreName, "System.Numerics.Tensors"], References(LearningName));

    [Fact]
    public void Formats_knows_core_and_its_own_libraries_alone() =>
        Assert.Empty(References(FormatsName).Except([CoreName, "System.Numerics.Tensors", "SkiaSharp", "System.IO.Hashing"]));

    [Fact]
    public void The_face_needs_only_what_every_host_shares() =>
        Assert.Empty(References(FaceName).Except([CoreName, LearningName, "System.Numerics.Tensors",
            "Microsoft.DotNet.Interactive.Formatting", "Microsoft.AspNetCore.Html.Abstractions"]));

    [Theory]
    [InlineData(FaceName)]
    [InlineData(EngineName)]
    public void The_extension_knows_no_host(string assembly) =>
        Assert.DoesNotContain(
            References(assembly),
            name => name is KernelName or "NetMQ" or "Microsoft.DotNet.Interactive" or "Microsoft.DotNet.Interactive.CSharp"
                || name.StartsWith("Microsoft.CodeAnalysis", StringComparison.Ordinal));

    [Fact]
    public void The_adapter_alone_knows_dotnet_interactive()
    {
        Assert.Contains("Microsoft.DotNet.Interactive", References(AdapterName));
        foreach (string assembly in new[] { CoreName, FormatsName, FaceName, EngineName, KernelName })
        {
            Assert.DoesNotContain(
                References(assembly),
                name => name == AdapterName
                    || (name.StartsWith("Microsoft.DotNet.Interactive", StringComparison.Ordinal)
                        && name != "Microsoft.DotNet.Interactive.Formatting"));
        }
    }

    [Fact]
    public void The_adapter_knows_the_face_and_the_host_alone() =>
        Assert.DoesNotContain(References(AdapterName), name =>
            name is EngineName or FormatsName or KernelName or "Plotly.NET" or "FSharp.Core");

    [Fact]
    public void The_kernel_does_not_know_the_engine() =>
        Assert.DoesNotContain(References(KernelName), name => name is EngineName or FormatsName or "Plotly.NET" or "FSharp.Core");

    [Fact]
    public void Microkernels_know_neither_tensors_nor_plans() => Holds(
        Types().That().ResideInNamespaceMatching(Within("GroupConv.Core.Kernels"))
            .Should().NotDependOnAny(Types(true).That().ResideInNamespaceMatching("^System.Numerics.Tensors$")
                .Or().ResideInNamespaceMatching(Within("GroupConv.Core.Planning"))
                .Or().ResideInNamespaceMatching(Within("GroupConv.Core.Algorithms"))
                .Or().ResideInNamespaceMatching(Within("GroupConv.Core.Problems"))
                .Or().ResideInNamespaceMatching(Within("GroupConv.Core.Specs"))));

    [Fact]
    public void Specs_know_nothing_of_how_they_are_computed() => Holds(
        Types().That().ResideInNamespaceMatching(Within("GroupConv.Core.Specs"))
            .Should().NotDependOnAny(Types(true).That().ResideInNamespaceMatching(
                @"^GroupConv\.Core\.(Planning|Algorithms|Kernels|Execution)(\..+)?$")));

    [Fact]
    public void An_algorithm_does_not_call_another()
    {
        var algorithms = Load(CoreName).GetTypes()
            .Where(type => !type.IsInterface && type.GetInterfaces().Any(face => face.Name == "IConvAlgorithm"))
            .ToList();
        Assert.True(algorithms.Count >= 2, "the algorithm table has a reference and a fast path at least");
        foreach (var one in algorithms)
        {
            Holds(Types().That().Are(one)
                .Should().NotDependOnAny(algorithms.Where(other => other != one).ToArray()));
        }
    }

    [Fact]
    public void Views_parse_nothing() => Holds(
        Types().That().ResideInNamespaceMatching(Within("GroupConv.Interactive.Engine.Views"))
            .Should().NotDependOnAny(Types(true).That().ResideInNamespaceMatching(@"^GroupConv\.Interactive\.Engine\.(Commands|Requests)$")
                .Or().ResideInNamespaceMatching(Within("System.CommandLine"))
                .Or().ResideInNamespaceMatching(Within("GroupConv.Interactive.Hosting"))));

    [Fact]
    public void Views_compute_no_convolution() => Holds(
        Types().That().ResideInNamespaceMatching(Within("GroupConv.Interactive.Engine.Views"))
            .Should().NotCallAny(MethodMembers().That().AreDeclaredIn(typeof(Core.ConvLayer)).And().HaveNameStartingWith("Forward(")));

    [Fact]
    public void Commands_write_no_html() => Holds(
        Types().That().ResideInNamespaceMatching(@"^GroupConv\.Interactive\.Engine\.(Commands|Requests)$")
            .Should().NotDependOnAny(Types(true).That().ResideInNamespaceMatching(@"^GroupConv\.Interactive\.Engine\.(Rendering|Views)$")));

    [Fact]
    public void Rendering_knows_no_view() => Holds(
        Types().That().ResideInNamespaceMatching(Within("GroupConv.Interactive.Engine.Rendering"))
            .Should().NotDependOnAny(Types(true).That().ResideInNamespaceMatching(
                @"^GroupConv\.Interactive\.Engine\.(Views|Commands|Requests)$")));

    [Fact]
    public void Protocol_transport_and_scripting_know_nothing_of_groupconvs_commands() => Holds(
        Types().That().ResideInNamespaceMatching(@"^GroupConv\.Kernel\.(Protocol|Transport|Scripting)(\..*)?$")
            .Should().NotDependOnAny(Types(true).That().ResideInNamespaceMatching(Within("GroupConv.Interactive"))));

    [Fact]
    public void The_language_service_knows_no_front_end() => Holds(
        Types().That().ResideInNamespaceMatching(Within("GroupConv.Kernel.Language"))
            .Should().NotDependOnAny(Types(true).That().ResideInNamespaceMatching(
                @"^GroupConv\.Kernel\.(Protocol|Transport|Handlers|Cli)$")));

    [Fact]
    public void The_protocol_knows_no_socket_and_no_script() => Holds(
        Types().That().ResideInNamespaceMatching(@"^GroupConv\.Kernel\.Protocol$")
            .Should().NotDependOnAny(Types(true).That().ResideInNamespaceMatching(Within("NetMQ"))
                .Or().ResideInNamespaceMatching(Within("Microsoft.CodeAnalysis"))
                .Or().ResideInNamespaceMatching(@"^GroupConv\.Kernel\.(Transport|Handlers|Scripting|Cli)$")));

    [Theory]
    [InlineData("GroupConv.Interactive.Engine.Commands", "System.CommandLine")]
    [InlineData("GroupConv.Core.Execution", "System.Numerics.Tensors")]
    [InlineData("GroupConv.Kernel.Transport", "NetMQ")]
    [InlineData("GroupConv.Interactive.Engine.Views", "GroupConv.Interactive.Engine.Rendering")]
    public void A_dependency_is_found(string from, string on) => Assert.ThrowsAny<Exception>(() => Holds(
        Types().That().ResideInNamespaceMatching(Within(from))
            .Should().NotDependOnAny(Types(true).That().ResideInNamespaceMatching(Within(on)))));

    [Fact]
    public void Only_types_that_all_hosts_share_pass_between_face_and_engine()
    {
        var shared = new HashSet<string> { CoreName, LearningName, FaceName, "System.Numerics.Tensors" };
        var passed = Load(FaceName).GetExportedTypes()
            .SelectMany(type => type.GetMethods().SelectMany(method =>
                method.GetParameters().Select(parameter => parameter.ParameterType).Append(method.ReturnType))
                .Concat(type.GetConstructors().SelectMany(constructor =>
                    constructor.GetParameters().Select(parameter => parameter.ParameterType))))
            .SelectMany(Parts)
            .Distinct();
        Assert.All(passed, type => Assert.True(
            shared.Contains(type.Assembly.GetName().Name!)
                || type.Assembly.Location.StartsWith(Path.GetDirectoryName(typeof(object).Assembly.Location)!, StringComparison.Ordinal),
            $"{type} of {type.Assembly.GetName().Name}"));
    }

    private static IEnumerable<Type> Parts(Type type) => type switch
    {
        { HasElementType: true } => Parts(type.GetElementType()!),
        { IsConstructedGenericType: true } => type.GetGenericArguments().SelectMany(Parts).Append(type.GetGenericTypeDefinition()),
        _ => [type],
    };
}
