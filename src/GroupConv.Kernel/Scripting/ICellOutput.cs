namespace GroupConv.Kernel.Scripting;

/// <summary>The output of a cell. Thread-safe; keeps the order of calls.</summary>
internal interface ICellOutput
{
    /// <summary>Console text.</summary>
    /// <param name="name">stdout or stderr.</param>
    /// <param name="text">The text.</param>
    void Stream(string name, string text);

    /// <summary>The value of the last expression.</summary>
    /// <param name="bundle">MIME type to data.</param>
    void Result(IReadOnlyDictionary<string, object> bundle);

    /// <summary>A displayed value.</summary>
    /// <param name="bundle">MIME type to data.</param>
    /// <param name="id">The display id, for updates.</param>
    void Display(IReadOnlyDictionary<string, object> bundle, string id);

    /// <summary>Updates a displayed value of this or an earlier cell.</summary>
    /// <param name="bundle">MIME type to data.</param>
    /// <param name="id">The display id.</param>
    void Update(IReadOnlyDictionary<string, object> bundle, string id);

    /// <summary>Clears the output.</summary>
    /// <param name="wait">Whether to clear only when the next output arrives.</param>
    void Clear(bool wait);

    /// <summary>Asks the user for a line.</summary>
    /// <param name="prompt">The prompt.</param>
    /// <param name="password">Whether to hide the input.</param>
    /// <param name="cancellation">Cancels the wait.</param>
    /// <exception cref="StdinNotImplementedException">The front end does not allow input.</exception>
    string ReadLine(string prompt, bool password, CancellationToken cancellation);
}
