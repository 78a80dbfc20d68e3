namespace GroupConv.Notebook.Tests;

/// <summary>The tutorial's pages as a reader sees them in Chromium, with no network.</summary>
public sealed class PageTests(TutorialRuns runs)
{
    private const string Plots = "document.querySelectorAll('.js-plotly-plot .main-svg').length";
    private const string BrokenImages = "[...document.images].filter(image => !image.complete || image.naturalWidth === 0).length";
    private const string BoxesTooWide =
        "[...document.body.children].filter(box => box.getBoundingClientRect().right > innerWidth + 1).length";

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void With_scripts_pictures_become_live(bool dark)
    {
        using var browser = new Browser(dark);
        browser.Open(runs.Page);
        browser.Until($"{Plots} > 0 && document.querySelectorAll('.js-plotly-plot').length >= 2");
        browser.Picture(dark ? "tutorial-dark" : "tutorial-light");

        Assert.True(browser.Ask<long>("document.querySelectorAll('svg text').length") > 20, "wiring is inline, with labels");
        Assert.Equal(0, browser.Ask<long>(BrokenImages));
        Assert.Equal(0, browser.Ask<long>(BoxesTooWide));
        Assert.Equal(0, browser.Ask<long>(
            "performance.getEntriesByType('resource').filter(entry => /^(https?|ws):/.test(entry.name)).length"));
        Assert.Empty(browser.Errors);

        // The theme follows the reader's choice.
        long brightness = browser.Ask<long>(
            "getComputedStyle(document.body).backgroundColor.match(/[0-9]+/g).slice(0, 3).reduce((sum, part) => sum + Number(part), 0)");
        Assert.True(dark ? brightness < 200 : brightness > 600, $"brightness {brightness}");
    }

    [Fact]
    public void Without_scripts_every_picture_is_there_still()
    {
        using var browser = new Browser(scripts: false);
        browser.Open(runs.Page);
        browser.Picture("tutorial-no-scripts");
        Assert.Equal(0, browser.Ask<long>(Plots));
        Assert.True(browser.Ask<long>("document.images.length") >= 6, "each picture is first an image");
        Assert.Equal(0, browser.Ask<long>(BrokenImages));
    }

    [Fact]
    public void The_page_that_nbconvert_writes_is_live_too()
    {
        using var browser = new Browser();
        browser.Open(runs.JupyterPage);
        browser.Until($"{Plots} > 0 && document.querySelectorAll('.js-plotly-plot').length >= 2");
        browser.Picture("tutorial-nbconvert");
        Assert.Equal(0, browser.Ask<long>(BrokenImages));
    }
}
