using System.Threading.Channels;
using GroupConv.Kernel.Scripting;

namespace GroupConv.Kernel.Notebooks;

/// <summary>The thread that runs the cells: its stack has room for deep recursion, and it is abandoned if a cell never ends.</summary>
internal sealed class RunnerThread : IDisposable
{
    private readonly Channel<Action> _work = Channel.CreateUnbounded<Action>();

    /// <summary>Starts it.</summary>
    public RunnerThread() =>
        new Thread(
            () =>
            {
                foreach (var work in _work.Reader.ReadAllAsync().ToBlockingEnumerable())
                    work();
            },
            ScriptSession.CellStack)
        { IsBackground = true, Name = "GroupConv cells" }.Start();

    /// <summary>Runs something there.</summary>
    /// <typeparam name="T">What it gives.</typeparam>
    /// <param name="run">What to run.</param>
    /// <returns>Ends when it ended.</returns>
    public Task<T> Run<T>(Func<T> run)
    {
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        _work.Writer.TryWrite(() =>
        {
            try
            {
                done.SetResult(run());
            }
            catch (Exception e)
            {
                done.SetException(e);
            }
        });
        return done.Task;
    }

    /// <inheritdoc/>
    public void Dispose() => _work.Writer.TryComplete();
}
