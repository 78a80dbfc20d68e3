using System.Globalization;

namespace GroupConv.Core.Specs;

/// <summary>Bytes as people read them, in powers of 1000: <c>1.0 TB</c>.</summary>
internal static class ByteSize
{
    private static readonly string[] s_units = ["B", "kB", "MB", "GB", "TB", "PB", "EB", "ZB", "YB"];

    public static string Text(double bytes)
    {
        int unit = 0;
        // 999.95 would be rounded to 1000.0.
        while (bytes >= 999.95 && unit < s_units.Length - 1)
        {
            bytes /= 1000;
            unit++;
        }

        return bytes.ToString(unit == 0 ? "0" : "0.0", CultureInfo.InvariantCulture) + " " + s_units[unit];
    }
}
