using GroupConv.Interactive.Results;

namespace GroupConv.Interactive.Engine.Views;

/// <summary>Draws values of one type. A view computes no convolution and parses no text.</summary>
internal interface IView
{
    /// <summary>The type it draws.</summary>
    Type Draws { get; }

    /// <summary>Draws a value of that type.</summary>
    /// <param name="value">The value.</param>
    MimeBundle Draw(object value);
}
