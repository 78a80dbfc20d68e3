using GroupConv.Kernel.Language.Documentation;

namespace GroupConv.Kernel.Tests.Language;

public sealed class DocumentationTests
{
    [Fact]
    public void Xml_becomes_text()
    {
        const string xml = """
            <member name="M:A.B(System.Int32)">
              <summary>One
                 line with <see cref="M:System.String.Format(System.String,System.Object)" />, <see langword="null" />,
                 <paramref name="a" />
                 and <c>x &lt; 1</c>.<para>Another.</para></summary>
              <param name="a">The <see cref="T:System.Collections.Generic.List`1" />.</param>
              <returns>A list:<list type="bullet"><item><description>first</description></item>
                 <item><description>second</description></item></list></returns>
              <exception cref="T:System.ArgumentNullException">Where <paramref name="a" /> is null.</exception>
              <remarks>More.</remarks>
            </member>
            """;
        var plain = DocumentationText.Parse(xml, markdown: false);
        Assert.Equal("One line with String.Format, null, a and x < 1.\n\nAnother.", plain.Summary);
        Assert.Equal([("a", "The List.")], plain.Parameters);
        Assert.Equal("A list:\n- first\n- second", plain.Returns);
        Assert.Equal([("ArgumentNullException", "Where a is null.")], plain.Exceptions);
        Assert.Equal("More.", plain.Remarks);
        Assert.Equal("One line with `String.Format`, `null`, `a` and `x < 1`.\n\nAnother.",
            DocumentationText.Parse(xml, markdown: true).Summary);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("<member")]
    [InlineData("<member name='x'/>")]
    public void What_says_nothing_is_no_documentation(string? xml) =>
        Assert.Equal("", DocumentationText.Parse(xml, markdown: false).Summary);
}
