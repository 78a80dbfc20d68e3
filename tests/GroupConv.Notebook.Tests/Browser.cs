using OpenQA.Selenium;
using OpenQA.Selenium.Chrome;
using OpenQA.Selenium.Chromium;
using OpenQA.Selenium.Interactions;

namespace GroupConv.Notebook.Tests;

/// <summary>Debian's Chromium without a network, driven as a reader would look at a page.</summary>
internal sealed class Browser : IDisposable
{
    private readonly ChromeDriverService _service;
    private readonly ChromeDriver _driver;
    private readonly string _profile = Directory.CreateTempSubdirectory("groupconv-chromium-").FullName;

    internal Browser(bool dark = false, bool scripts = true)
    {
        _service = ChromeDriverService.CreateDefaultService("/usr/bin/chromedriver");
        var options = new ChromeOptions { BinaryLocation = "/usr/bin/chromium" };
        options.AddArguments(
            "--headless=new",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-dev-shm-usage",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
            $"--user-data-dir={_profile}",
            "--window-size=1100,1400");
        options.SetLoggingPreference(LogType.Browser, LogLevel.All);
        _driver = new ChromeDriver(_service, options, TimeSpan.FromMinutes(2));
        Command("Emulation.setEmulatedMedia", new()
        {
            ["features"] = new[] { new Dictionary<string,
                object?> { ["name"] = "prefers-color-scheme", ["value"] = dark ? "dark" : "light" } },
        });
        if (!scripts)
            Command("Emulation.setScriptExecutionDisabled", new() { ["value"] = true });
    }

    internal IReadOnlyList<string> Errors =>
        [.. _driver.Manage().Logs.GetLog(LogType.Browser).Where(entry => entry.Level >= LogLevel.Severe).Select(entry => entry.Message)];

    internal void Open(string file) => _driver.Navigate().GoToUrl(new Uri(file));

    internal void Open(Uri address) => _driver.Navigate().GoToUrl(address);

    internal void Click(string selector) => _driver.FindElement(By.CssSelector(selector)).Click();

    /// <summary>Presses keys, as a person at the keyboard: a key that is held goes before the others.</summary>
    internal void Press(string keys, string? held = null)
    {
        var actions = new Actions(_driver);
        (held is null ? actions.SendKeys(keys) : actions.KeyDown(held).SendKeys(keys).KeyUp(held)).Perform();
    }

    internal void Do(string script) => _driver.ExecuteScript(script);

    internal T Ask<T>(string script) => (T)_driver.ExecuteScript("return " + script)!;

    /// <summary>Waits until the page says yes.</summary>
    internal void Until(string script)
    {
        var late = DateTime.UtcNow.AddMinutes(4);
        while (!Ask<bool>(script))
        {
            Assert.True(DateTime.UtcNow < late, $"the page never came to: {script}\n{string.Join('\n', Errors)}");
            Thread.Sleep(100);
        }
    }

    /// <summary>Takes the whole page as a PNG.</summary>
    internal byte[] Picture(string name)
    {
        var metrics = (Dictionary<string, object>)Command("Page.getLayoutMetrics", []);
        var size = (Dictionary<string, object>)metrics["cssContentSize"];
        var taken = (Dictionary<string, object>)Command("Page.captureScreenshot", new()
        {
            ["captureBeyondViewport"] = true,
            ["clip"] = new Dictionary<string,
                object?>
            { ["x"] = 0, ["y"] = 0, ["width"] = size["width"], ["height"] = size["height"], ["scale"] = 1 },
        });
        byte[] png = Convert.FromBase64String((string)taken["data"]);
        File.WriteAllBytes(Path.Combine(Repository.Pictures, name + ".png"), png);
        return png;
    }

    public void Dispose()
    {
        _driver.Quit();
        _driver.Dispose();
        _service.Dispose();
        Directory.Delete(_profile, recursive: true);
    }

    private object Command(string name, Dictionary<string, object?> parameters) =>
        ((ChromiumDriver)_driver).ExecuteCdpCommand(name, parameters)!;
}
