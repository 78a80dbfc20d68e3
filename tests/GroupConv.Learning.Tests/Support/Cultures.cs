using System.Globalization;

namespace GroupConv.Learning.Tests.Support;

internal static class Cultures
{
    /// <summary>Runs something in a culture that writes 1,5 for one and a half.</summary>
    public static T InGerman<T>(Func<T> function)
    {
        var before = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = new CultureInfo("de-DE");
        try
        {
            return function();
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }
}
