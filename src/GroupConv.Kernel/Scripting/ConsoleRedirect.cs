using System.Text;

namespace GroupConv.Kernel.Scripting;

/// <summary>Redirects the console to the current cell; outside of cells it is the console of the process.</summary>
internal static class ConsoleRedirect
{
    /// <summary>The standard output of the process.</summary>
    public static TextWriter Out { get; } = Console.Out;

    /// <summary>The standard error of the process.</summary>
    public static TextWriter Error { get; } = Console.Error;

    private static readonly TextReader CellIn = new CellReader(Console.In);
    private static readonly TextWriter CellOut = new CellWriter("stdout", Out);
    private static readonly TextWriter CellError = new CellWriter("stderr", Error);

    /// <summary>Installs the redirection. Repeated before each cell, since an earlier one may have replaced the writers.</summary>
    public static void Install()
    {
        Console.SetIn(CellIn);
        Console.SetOut(CellOut);
        Console.SetError(CellError);
    }

    private sealed class CellWriter(string name, TextWriter outside) : TextWriter
    {
        public override Encoding Encoding => Encoding.UTF8;

        public override void Write(char value) => Write(value.ToString());

        public override void Write(char[] buffer, int index, int count) => Write(new string(buffer, index, count));

        public override void Write(ReadOnlySpan<char> buffer) => Write(buffer.ToString());

        // One write, so that the text of another thread cannot come between line and line break.
        public override void WriteLine(string? value) => Write(value + CoreNewLine[^1]);

        public override void WriteLine() => Write("\n");

        public override void Write(string? value)
        {
            if (string.IsNullOrEmpty(value))
                return;

            if (CellScope.Current is not { } scope)
            {
                outside.Write(value);
                return;
            }

            scope.Cancellation.ThrowIfCancellationRequested();
            scope.Output.Stream(name, value);
        }

        public override void Flush() => outside.Flush();
    }

    private sealed class CellReader(TextReader outside) : TextReader
    {
        private string _line = "";
        private int _at;
        private CellScope? _asked;

        // Input that a cell did not read does not go to the next cell.
        private bool HasRest => _at < _line.Length && _asked == CellScope.Current;

        public override int Peek() => HasRest ? _line[_at] : -1;

        public override int Read()
        {
            if (!HasRest)
            {
                if (ReadLine() is not { } line)
                    return -1;

                (_line, _at, _asked) = (line + "\n", 0, CellScope.Current);
            }

            return _line[_at++];
        }

        public override string? ReadLine()
        {
            if (HasRest)
            {
                string rest = _line[_at..].TrimEnd('\n');
                _at = _line.Length;
                return rest;
            }

            return CellScope.Current is { } scope ? scope.Output.ReadLine("", password: false, scope.Cancellation) : outside.ReadLine();
        }
    }
}
