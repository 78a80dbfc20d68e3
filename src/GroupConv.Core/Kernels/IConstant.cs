namespace GroupConv.Core.Kernels;

/// <summary>A number in a type, so that the JIT compiles a microkernel of its own for it and drops what the number rules out.</summary>
internal interface IConstant
{
    static abstract int Value { get; }
}

internal readonly struct Is1 : IConstant
{
    public static int Value => 1;
}

internal readonly struct Is2 : IConstant
{
    public static int Value => 2;
}

internal readonly struct Is3 : IConstant
{
    public static int Value => 3;
}

internal readonly struct Is4 : IConstant
{
    public static int Value => 4;
}

internal readonly struct Is5 : IConstant
{
    public static int Value => 5;
}

internal readonly struct Is6 : IConstant
{
    public static int Value => 6;
}

internal readonly struct Is7 : IConstant
{
    public static int Value => 7;
}

internal readonly struct Is8 : IConstant
{
    public static int Value => 8;
}

internal readonly struct Is9 : IConstant
{
    public static int Value => 9;
}

internal readonly struct Is10 : IConstant
{
    public static int Value => 10;
}

internal readonly struct Is11 : IConstant
{
    public static int Value => 11;
}

internal readonly struct Is12 : IConstant
{
    public static int Value => 12;
}

internal readonly struct Is13 : IConstant
{
    public static int Value => 13;
}

internal readonly struct Is14 : IConstant
{
    public static int Value => 14;
}

internal readonly struct Is15 : IConstant
{
    public static int Value => 15;
}

internal readonly struct Is16 : IConstant
{
    public static int Value => 16;
}

internal readonly struct Is24 : IConstant
{
    public static int Value => 24;
}

internal readonly struct OneLess<T> : IConstant
    where T : IConstant
{
    public static int Value => T.Value - 1;
}
