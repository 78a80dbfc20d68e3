using System.Collections.Concurrent;

namespace GroupConv.Kernel.Scripting.Surface;

/// <summary>Hands values over to the scripts that declare them as variables.</summary>
public static class VariableSlot
{
    private static readonly ConcurrentDictionary<int, object> Waiting = new();
    private static int s_last;

    /// <summary>Takes a value; it can be taken once.</summary>
    /// <param name="id">Which.</param>
    public static object Take(int id) =>
        Waiting.TryRemove(id, out var value) ? value : throw new InvalidOperationException($"No value waits in slot {id}.");

    internal static int Put(object value)
    {
        var id = Interlocked.Increment(ref s_last);
        Waiting[id] = value;
        return id;
    }
}
