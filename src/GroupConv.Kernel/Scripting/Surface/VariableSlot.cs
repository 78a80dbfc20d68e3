using System.Collections.Concurrent;

namespace GroupConv.Kernel.Scripting.Surface;

/// <summary>Passes values to the scripts that declare them as variables.</summary>
public static class VariableSlot
{
    private static readonly ConcurrentDictionary<int, object> Waiting = new();
    private static int s_last;

    /// <summary>Takes a value, once.</summary>
    /// <param name="id">The id of the value.</param>
    public static object Take(int id) =>
        Waiting.TryRemove(id, out object? value) ? value : throw new InvalidOperationException($"No value waits in slot {id}.");

    internal static int Put(object value)
    {
        int id = Interlocked.Increment(ref s_last);
        Waiting[id] = value;
        return id;
    }
}
