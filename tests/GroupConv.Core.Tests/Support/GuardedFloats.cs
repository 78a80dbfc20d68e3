using System.Runtime.InteropServices;

namespace GroupConv.Core.Tests.Support;

/// <summary>Floats between two pages that nobody may touch: an access beyond them ends the process. Elsewhere than on Linux, plain
/// memory.</summary>
internal sealed unsafe partial class GuardedFloats : IDisposable
{
    private const int Read = 1, Write = 2, Private = 2, Anonymous = 0x20;

    private readonly byte* _mapping;
    private readonly nuint _mapped;

    public GuardedFloats(ReadOnlySpan<float> values, bool guardEnd)
        : this(values.Length, guardEnd) => values.CopyTo(Span);

    /// <param name="count">How many floats; they begin as NaN.</param>
    /// <param name="guardEnd">Whether the page behind begins right at their end; else the page before ends right at their start.</param>
    public GuardedFloats(int count, bool guardEnd)
    {
        Count = count;
        nuint page = (nuint)Environment.SystemPageSize, bytes = (nuint)count * sizeof(float), inside = (bytes + page - 1) / page * page;
        _mapped = inside + 2 * page;
        if (OperatingSystem.IsLinux())
        {
            _mapping = (byte*)Map(null, _mapped, 0, Private | Anonymous, -1, 0);
            Assert.True((nint)_mapping != -1, "mmap failed");
            if (inside > 0)
                Assert.Equal(0, Protect(_mapping + page, inside, Read | Write));
        }
        else
        {
            _mapping = (byte*)NativeMemory.AllocZeroed(_mapped);
        }

        Pointer = (float*)(_mapping + page + (guardEnd ? inside - bytes : 0));
        Span.Fill(float.NaN);
    }

    public int Count { get; }

    public float* Pointer { get; }

    public Span<float> Span => new(Pointer, Count);

    public void Dispose()
    {
        if (OperatingSystem.IsLinux())
            _ = Unmap(_mapping, _mapped);
        else
            NativeMemory.Free(_mapping);
    }

    [LibraryImport("libc", EntryPoint = "mmap")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial void* Map(void* address, nuint length, int protection, int flags, int file, nint offset);

    [LibraryImport("libc", EntryPoint = "mprotect")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Protect(void* address, nuint length, int protection);

    [LibraryImport("libc", EntryPoint = "munmap")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Unmap(void* address, nuint length);
}
