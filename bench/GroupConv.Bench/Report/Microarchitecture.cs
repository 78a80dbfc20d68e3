using System.Globalization;
using System.Runtime.Intrinsics.X86;

namespace GroupConv.Bench.Report;

/// <summary>
/// Determines a CPU's core from the family and model that CPUID reports. The CPU's name is not sufficient: under a hypervisor every AMD
/// server is called "AMD EPYC", with or without AVX-512.
/// </summary>
/// <remarks>
/// Source: AMD64 Architecture Programmer's Manual, volume 3, and Intel Software Developer's Manual, volume 2A: CPUID, function 1, EAX.
/// Names of models: the table of the Linux kernel (arch/x86/include/asm/intel-family.h) and AMD's revision guides.
/// </remarks>
internal static class Microarchitecture
{
    private const int IntelFamily = 6;

    /// <summary>
    /// The core of this machine, such as <c>Zen 3</c>, or its family and model if the table has no name; null without CPUID.
    /// </summary>
    public static string? OfThisMachine()
    {
        if (!X86Base.IsSupported)
            return null;
        uint signature = (uint)X86Base.CpuId(1, 0).Eax;
        return Name((int)(signature >> 8 & 15) + Extension(signature), Model(signature), (int)(signature & 15));
    }

    /// <summary>The name of a family, model and stepping.</summary>
    /// <param name="family">Family with its extension, such as 25.</param>
    /// <param name="model">Model with its extension, such as 1.</param>
    /// <param name="stepping">Stepping: Intel's model 85 has three cores.</param>
    public static string Name(int family, int model, int stepping) => (family, model) switch
    {
        (23, < 0x30) => "Zen",
        (23, _) => "Zen 2",
        (25, >= 0x10 and < 0x20 or >= 0x60 and < 0x80 or >= 0xA0 and < 0xB0) => "Zen 4",
        (25, _) => "Zen 3",
        (26, _) => "Zen 5",
        (IntelFamily, 63) => "Haswell",
        (IntelFamily, 79 or 86) => "Broadwell",
        (IntelFamily, 78 or 94) => "Skylake",
        (IntelFamily, 85) => stepping switch { < 5 => "Skylake-SP", < 10 => "Cascade Lake", _ => "Cooper Lake" },
        (IntelFamily, 106 or 108 or 125 or 126) => "Ice Lake",
        (IntelFamily, 142 or 158) => "Coffee Lake",
        (IntelFamily, 140 or 141) => "Tiger Lake",
        (IntelFamily, 143) => "Sapphire Rapids",
        (IntelFamily, 151 or 154) => "Alder Lake",
        (IntelFamily, 183 or 186 or 191) => "Raptor Lake",
        (IntelFamily, 207) => "Emerald Rapids",
        (IntelFamily, 173 or 174) => "Granite Rapids",
        _ => string.Create(CultureInfo.InvariantCulture, $"family {family} model {model}"),
    };

    // The extended family is used only if the family is 15.
    private static int Extension(uint signature) => (signature >> 8 & 15) == 15 ? (int)(signature >> 20 & 255) : 0;

    private static int Model(uint signature) => (int)(signature >> 4 & 15)
        | ((signature >> 8 & 15) is IntelFamily or 15 ? (int)(signature >> 16 & 15) << 4 : 0);
}
