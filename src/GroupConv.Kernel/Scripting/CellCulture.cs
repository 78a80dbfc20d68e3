using System.Globalization;

namespace GroupConv.Kernel.Scripting;

/// <summary>
/// The cultures that cells set. The runtime undoes an assignment when the asynchronous method that made it ends, and each part of a cell is
/// one; here it lasts until the next assignment.
/// </summary>
internal sealed class CellCulture
{
    private Thread? _thread;
    private CultureInfo? _format;
    private CultureInfo? _language;

    /// <summary>Sets the cultures for the current execution context, if a cell ever set them.</summary>
    public void Use()
    {
        _thread = Thread.CurrentThread;
        if (_format is not null)
            CultureInfo.CurrentCulture = _format;
        if (_language is not null)
            CultureInfo.CurrentUICulture = _language;
    }

    /// <summary>Keeps a culture that a cell sets. Tasks and threads of a cell set their own alone.</summary>
    /// <param name="culture">The culture.</param>
    /// <param name="language">Whether it is the one for texts, CurrentUICulture.</param>
    public void Keep(CultureInfo culture, bool language)
    {
        if (Thread.CurrentThread != _thread)
            return;
        if (language)
            _language = culture;
        else
            _format = culture;
    }
}
