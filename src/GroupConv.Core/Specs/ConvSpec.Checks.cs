using static System.FormattableString;

namespace GroupConv.Core.Specs;

/// <content>The constructor's checks and their messages.</content>
public sealed partial record ConvSpec
{
    private static string Word(PaddingMode mode) => mode.ToString().ToLowerInvariant();

    private IntTuple AtLeastOne(string name, string argument, IntTuple value)
    {
        value = value.Expand(name, Dims);
        if (value.All(number => number >= 1))
            return value;
        throw new ConvException(
            name,
            $"{name}={value} is not positive.",
            "At least 1 in each dimension.",
            $"{argument}: {value.Select((each, _) => Math.Max(1, each))}");
    }

    private void RequirePadding()
    {
        if (!Enum.IsDefined(PaddingMode))
        {
            throw new ConvException(
                "padding_mode",
                $"padding_mode={PaddingMode} is not known.",
                "zeros, reflect, replicate or circular.",
                "paddingMode: PaddingMode.Zeros");
        }

        if (Transposed && PaddingMode != PaddingMode.Zeros)
        {
            throw new ConvException(
                "padding_mode",
                $"padding_mode=\"{Word(PaddingMode)}\" is not supported for transposed convolutions: "
                + "their padding crops the output, so there is nothing to fill.",
                "Only zeros.",
                "paddingMode: PaddingMode.Zeros");
        }

        if (Padding.Before.Concat(Padding.After).Any(number => number < 0))
        {
            throw new ConvException(
                "padding",
                $"padding={Padding} is negative.",
                $"At least 0 on each side{(Transposed ? "" : ", or \"same\" or \"valid\"")}.",
                Padding.Before == Padding.After ? $"padding: {Padding.Before.Select((each, _) => Math.Max(0, each))}" : "");
        }

        if (Padding.IsSame)
            RequireSame();
    }

    private void RequireSame()
    {
        long[] all = [.. Enumerable.Range(0, Dims).Select(d => (long)Dilation[d] * (KernelSize[d] - 1))];
        if (Transposed)
        {
            throw new ConvException(
                "padding",
                "padding=\"same\" is not supported for transposed convolutions.",
                "Their padding is a number: how much to crop from each side of the output.",
                "padding: 1");
        }

        if (all.Max() > int.MaxValue)
        {
            throw new ConvException(
                "padding",
                Invariant($"padding=\"same\" for kernel_size={KernelSize} and dilation={Dilation} would be {all.Max()} in all."),
                Invariant($"At most {int.MaxValue}."));
        }

        if (!Stride.All(1))
        {
            throw new ConvException(
                "padding",
                $"padding=\"same\" is not supported for strided convolutions: stride={Stride}.",
                "With a stride, padding is a number.",
                $"padding: {IntTuple.Create([.. all.Select(each => (int)(each / 2))])}");
        }
    }

    private void RequireOutputPadding()
    {
        if (!Transposed && !OutputPadding.All(0))
        {
            throw new ConvException(
                "output_padding",
                $"output_padding={OutputPadding} is given for a convolution that is not transposed.",
                "Only transposed convolutions have it.",
                "outputPadding: 0");
        }

        for (int d = 0; d < Dims; d++)
        {
            if (OutputPadding[d] < 0)
            {
                throw new ConvException(
                    "output_padding",
                    $"output_padding={OutputPadding} is negative.",
                    "At least 0 in each dimension.",
                    $"outputPadding: {OutputPadding.Select((each, _) => Math.Max(0, each))}");
            }

            if (OutputPadding[d] > 0 && OutputPadding[d] >= Math.Max(Stride[d], Dilation[d]))
            {
                throw new ConvException(
                    "output_padding",
                    $"output_padding={OutputPadding} is not smaller than stride={Stride} or dilation={Dilation}.",
                    Invariant($"At most {Math.Max(Stride[d], Dilation[d]) - 1} in that dimension."),
                    $"outputPadding: {OutputPadding.Select((each, i) => Math.Clamp(each, 0, Math.Max(Stride[i], Dilation[i]) - 1))}");
            }
        }
    }
}
