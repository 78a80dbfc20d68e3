using System.Globalization;
using System.Text;
using GroupConv.Core.Specs;

namespace GroupConv.Learning;

/// <summary>A network as a table: output shape, parameters and cost of each layer.</summary>
/// <param name="Input">The lengths of the input.</param>
/// <param name="Rows">The layers in order of computation; a nested network comes before its layers, one level up.</param>
public sealed record ModuleSummary(TensorShape Input, IReadOnlyList<ModuleRow> Rows)
{
    /// <summary>The layers in the order in which they are computed.</summary>
    public IReadOnlyList<ModuleRow> Rows { get; init; } = Rows ?? throw new ArgumentNullException(nameof(Rows));

    /// <summary>The lengths of the output.</summary>
    public TensorShape Output => Rows.LastOrDefault(row => row.Level == 0)?.Output ?? Input;

    /// <summary>Elements of all parameters.</summary>
    public long Parameters => Rows.Where(row => row.Level == 0).Sum(row => row.Parameters);

    /// <summary>Multiply-accumulates of one forward call, of convolutions and linear layers.</summary>
    public double Macs => Rows.Where(row => row.Level == 0).Sum(row => row.Macs);

    /// <summary>The table as text.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{Input} → {Output} · {Plural.Of(Parameters, "parameter")} · {Plural.Of(Macs, "MAC")}\n");
        foreach (var row in Rows)
            text.Append(CultureInfo.InvariantCulture, $"{new string(' ', 2 * row.Level)}{row}\n");
        return text.ToString();
    }

    internal static ModuleSummary Of(Module module, TensorShape lengths)
    {
        var rows = new List<ModuleRow>();
        module.OutputShape(lengths);
        if (module is Sequential whole)
            Layers(whole, "", lengths, 0, rows);
        else
            Add(module, "", "", lengths, 0, rows);
        return new ModuleSummary(lengths, rows);
    }

    private static void Layers(Sequential sequential, string prefix, TensorShape lengths, int level, List<ModuleRow> rows)
    {
        foreach (var (name, child) in sequential.NamedChildren)
            lengths = Add(child, prefix, name, lengths, level, rows);
    }

    private static TensorShape Add(Module module, string prefix, string name, TensorShape lengths, int level, List<ModuleRow> rows)
    {
        var output = module.OutputShape(lengths);
        string path = prefix + name, within = path.Length == 0 ? "" : path + ".";
        string layer = module.NamedChildren.Count == 0 ? module.ToString()! : module.GetType().Name;
        rows.Add(new ModuleRow(path, layer, level, output, module.ParameterCount, module.Macs(lengths)));
        if (module is Sequential sequential)
            Layers(sequential, within, lengths, level + 1, rows);
        else if (module is Residual)
            Branches(module, within, lengths, level + 1, rows);
        return output;
    }

    private static void Branches(Module residual, string prefix, TensorShape lengths, int level, List<ModuleRow> rows)
    {
        var sum = lengths;
        foreach (var (name, child) in residual.NamedChildren)
        {
            var output = name == "activation" ? Add(child, prefix, name, sum, level, rows) : Add(child, prefix, name, lengths, level, rows);
            sum = output;
        }
    }
}
