namespace GroupConv.Kernel.Scripting;

/// <summary>Where what a cell shows goes. Safe from many threads; in the order of the calls.</summary>
internal interface ICellOutput
{
    /// <summary>Text of the console.</summary>
    /// <param name="name">stdout or stderr.</param>
    /// <param name="text">The text.</param>
    void Stream(string name, string text);

    /// <summary>The value of the cell's last expression.</summary>
    /// <param name="bundle">MIME type to data.</param>
    void Result(IReadOnlyDictionary<string, object> bundle);

    /// <summary>A value shown on the way.</summary>
    /// <param name="bundle">MIME type to data.</param>
    /// <param name="id">Names the output, so that it can be updated.</param>
    void Display(IReadOnlyDictionary<string, object> bundle, string id);

    /// <summary>Shows something else where a value was shown, in this cell or an earlier one.</summary>
    /// <param name="bundle">MIME type to data.</param>
    /// <param name="id">The output's name.</param>
    void Update(IReadOnlyDictionary<string, object> bundle, string id);

    /// <summary>Empties the cell's output.</summary>
    /// <param name="wait">Only when the next output comes.</param>
    void Clear(bool wait);

    /// <summary>Asks the user for a line.</summary>
    /// <param name="prompt">What to ask.</param>
    /// <param name="password">Whether to hide what is typed.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="StdinNotImplementedException">There is nobody to ask.</exception>
    string ReadLine(string prompt, bool password, CancellationToken cancellation);
}
