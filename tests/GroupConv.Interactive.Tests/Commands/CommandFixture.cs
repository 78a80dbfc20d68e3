using System.Numerics.Tensors;
using GroupConv.Core;
using GroupConv.Interactive.Engine.Rendering;
using GroupConv.Interactive.Tests.Hosting;

namespace GroupConv.Interactive.Tests.Commands;

/// <summary>An engine and a notebook with the variables that the help's examples speak of.</summary>
public abstract class CommandFixture : IDisposable
{
    private readonly Engine.Engine _engine = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("groupconv-commands-").FullName;

    protected CommandFixture()
    {
        Host.Variables["conv"] = new Conv2d(3, 9, 3, padding: 1, groups: 3);
        Host.Variables["spec"] = new Conv2d(3, 9, 3).Spec;
        Host.Variables["x"] = Ramp([1, 3, 8, 8]);
        Host.Variables["y"] = Ramp([1, 9, 8, 8]);
        Host.Variables["title"] = "a text";
        Photo = Path.Combine(_folder, "photo.png");
        var picture = new IndexedPng(6, 5, new Rgb(0, 0, 0));
        for (byte i = 0; i < 6 * 5; i++)
            picture.Set(i % 6, i / 6, new Rgb((byte)(4 * i), (byte)(4 * i + 1), (byte)(4 * i + 2)));
        File.WriteAllBytes(Photo, picture.Encode());
    }

    internal FakeHost Host { get; } = new();

    protected string Photo { get; }

    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    protected virtual void Dispose(bool disposing) => Directory.Delete(_folder, recursive: true);

    protected static Tensor<float> Ramp(nint[] lengths)
    {
        long count = lengths.Aggregate(1L, (product, length) => product * length);
        return Tensor.Create([.. Enumerable.Range(0, (int)count).Select(i => i / 8f)], lengths);
    }

    /// <summary>Runs a line that works.</summary>
    protected T Run<T>(string line) => Assert.IsType<T>(Show(line));

    /// <summary>Runs a line that works, whatever it shows.</summary>
    protected object Show(string line)
    {
        var outcome = _engine.Execute("#!groupconv " + line, "", Host);
        Assert.Null(outcome.Error);
        return Host.Displayed[^1];
    }

    /// <summary>Runs a line that does not work.</summary>
    protected string Mistake(string line)
    {
        int displayed = Host.Displayed.Count;
        string? error = _engine.Execute("#!groupconv " + line, "", Host).Error;
        Assert.NotNull(error);
        Assert.DoesNotContain("   at ", error);
        Assert.DoesNotContain("not your mistake", error);
        Assert.Equal(displayed, Host.Displayed.Count);
        return error;
    }
}
