using GroupConv.Interactive.Results;

namespace GroupConv.Interactive.Engine.Views;

/// <summary>A view of values of one type.</summary>
/// <typeparam name="T">The type it draws.</typeparam>
internal abstract class View<T> : IView
    where T : notnull
{
    /// <inheritdoc/>
    public Type Draws => typeof(T);

    /// <inheritdoc/>
    public MimeBundle Draw(object value) => Draw((T)value);

    /// <summary>Draws a value.</summary>
    /// <param name="value">The value.</param>
    protected abstract MimeBundle Draw(T value);
}
