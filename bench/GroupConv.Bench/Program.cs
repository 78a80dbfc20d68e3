using GroupConv.Bench.Harness;
using GroupConv.Bench.Layers;
foreach (var l in LayerTable.All.Where(l => l.Matches(args[0]))) { var r = Comparison.Run(l, int.Parse(args[1]), Effort.Quick); Console.WriteLine(r); }
