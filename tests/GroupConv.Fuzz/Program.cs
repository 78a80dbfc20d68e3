using System.CommandLine;
using System.Diagnostics;
using System.Globalization;

namespace GroupConv.Fuzz;

/// <summary>Judges one random layer after another, until the time is up or something is wrong. docs/fuzz.md says what is judged.</summary>
internal static class Program
{
    private const int WrongResult = 1;
    private const int WrongUsage = 2;
    private static readonly TimeSpan s_progress = TimeSpan.FromSeconds(5);

    private static int Main(string[] args)
    {
        CultureInfo.CurrentCulture = CultureInfo.DefaultThreadCurrentCulture = CultureInfo.InvariantCulture;
        var parsed = Command().Parse(args);
        int code = parsed.Invoke();
        return parsed.Errors.Count == 0 ? code : WrongUsage;
    }

    private static RootCommand Command()
    {
        var seconds = new Option<double>("--seconds") { Description = "How long to go on.", DefaultValueFactory = _ => 60 };
        var seed = new Option<ulong?>("--seed") { Description = "The first seed; the layers after it have the seeds after it. Where not given, from the clock." };
        var cases = new Option<long?>("--cases") { Description = "How many layers at most." };
        var trace = new Option<bool>("--trace") { Description = "Print each layer before it is judged: if the process dies, the last line says where." };
        var all = new Option<bool>("--keep-going") { Description = "Go on after a layer that is wrong." };
        seconds.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<double>() is not > 0)
                result.AddError("--seconds: a number above 0.");
        });
        cases.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<long?>() is < 1)
                result.AddError("--cases: at least 1.");
        });
        var command = new RootCommand("Judges random layers of all kinds against ONNX Runtime, the definition, and what a gradient is. docs/fuzz.md says how.") { seconds, seed, cases, trace, all };
        command.SetAction(parsed =>
        {
            double time = parsed.GetValue(seconds);
            long most = parsed.GetValue(cases) ?? long.MaxValue;
            // Where only a number of layers is asked for, the time is not the limit.
            if (parsed.GetValue(cases) is not null && parsed.GetResult(seconds) is null or { Implicit: true })
                time = double.PositiveInfinity;
            return Run(time, parsed.GetValue(seed) ?? (ulong)DateTime.UtcNow.Ticks / 10_000 % 1_000_000_000 * 1000, most,
                parsed.GetValue(trace), parsed.GetValue(all));
        });
        return command;
    }

    private static int Run(double seconds, ulong first, long most, bool trace, bool keepGoing)
    {
        var kinds = new SortedDictionary<string, long>(StringComparer.Ordinal);
        long cases = 0, compared = 0, forced = 0, wrong = 0;
        var clock = Stopwatch.StartNew();
        var told = clock.Elapsed;
        Console.WriteLine($"From seed {first}.");
        for (ulong seed = first; cases + wrong < most && clock.Elapsed.TotalSeconds < seconds; seed++)
        {
            try
            {
                if (trace)
                    Console.WriteLine(LayerGenerator.Draw(seed));
                var layer = FuzzCase.Run(seed);
                kinds[layer.Spec.Name] = kinds.GetValueOrDefault(layer.Spec.Name) + 1;
                forced += layer.Algorithm is null ? 0 : 1;
                compared += ForwardCheck.HasPeer(layer) ? 1 : 0;
                cases++;
            }
            catch (FuzzFailure failure)
            {
                Console.Error.WriteLine($"WRONG after {cases} layers that are right:\n{failure.Message}\nAgain: ./run fuzz --seed {seed} --cases 1");
                wrong++;
                if (!keepGoing)
                    return WrongResult;
            }

            if (clock.Elapsed - told > s_progress)
            {
                told = clock.Elapsed;
                Console.WriteLine($"{told.TotalSeconds,6:0} s  {cases,9} layers, {cases / told.TotalSeconds:0} a second, up to seed {seed}");
            }
        }

        Console.WriteLine(
            $"{cases} layers in {clock.Elapsed.TotalSeconds:0} s are right: {string.Join(", ", kinds.Select(kind => $"{kind.Value} {kind.Key}"))}. "
            + $"{compared} compared with ONNX Runtime, {forced} by a forced algorithm.");
        if (wrong > 0)
            Console.Error.WriteLine($"{wrong} layers are WRONG.");
        return wrong > 0 ? WrongResult : 0;
    }
}
