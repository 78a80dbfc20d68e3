using System.Text.Json.Nodes;
using OpenQA.Selenium;

namespace GroupConv.Notebook.Tests;

/// <summary>A person's work in the classic Notebook: open, run, complete, inspect, interrupt, restart, save, and open again.</summary>
public sealed class ClassicNotebookTests(TutorialRuns runs)
{
    private const string Idle = "Jupyter.notebook && Jupyter.notebook.kernel && Jupyter.notebook.kernel.is_connected() && "
        + "Jupyter.notebook._fully_loaded"
        + " && document.querySelector('.kernel_idle_icon') !== null";

    private const string Plots = "document.querySelectorAll('.code_cell:nth-of-type(3) .js-plotly-plot .main-svg').length";

    [Fact]
    public void A_person_can_work_in_it()
    {
        using var notebook = new ClassicNotebook(runs.Environment);
        notebook.Write(
            "work.ipynb",
            "1 + 2",
            "#!groupconv wiring \"Conv2d(4, 8, 3, groups=2)\"",
            $"#!groupconv maps \"Conv2d(3, 6, 3, groups=3)\" --input "
                + $"\"{Path.Combine(Repository.Root, "notebooks", "data", "astronaut.png")}\"",
            "var survivor = 17;\nConsole.WriteLine(\"started\");\nwhile (true) Cancellation.ThrowIfCancellationRequested();",
            "survivor",
            "");
        using var browser = new Browser();
        browser.Open(notebook.Address("work.ipynb"));
        browser.Until($"!!({Idle})");
        Assert.Equal("C# (GroupConv)", browser.Ask<string>("document.querySelector('.kernel_indicator_name').textContent.trim()"));

        // C# is coloured: the mode is loaded once the kernel has told its language.
        browser.Until("document.querySelectorAll('.cm-keyword').length > 0 && document.querySelectorAll('.cm-number').length > 0");

        // Run, at the keyboard.
        browser.Click(Cell(0) + " .CodeMirror");
        browser.Press(Keys.Enter, Keys.Shift);
        browser.Until(Output(0, "3"));
        Select(browser, 1);
        browser.Press(Keys.Enter, Keys.Shift);
        browser.Until($"document.querySelectorAll('{Cell(1)} .output_html svg, {Cell(1)} .output_html img').length > 0");
        browser.Press(Keys.Enter, Keys.Shift);
        ShowMaps(browser);
        browser.Until(Plots + " > 0");

        // Complete: Tab opens a list, Enter takes the choice.
        Type(browser, 5, "Console.WriteL");
        browser.Press(Keys.Tab);
        browser.Until("Jupyter.notebook.get_cell(5).get_text().startsWith('Console.WriteLine') || document.querySelector('.completions') "
            + "!== null");
        if (browser.Ask<bool>("document.querySelector('.completions') !== null"))
            browser.Press(Keys.Enter);
        browser.Until("Jupyter.notebook.get_cell(5).get_text() === 'Console.WriteLine'");

        // Inspect: Shift-Tab opens a tooltip.
        browser.Press(Keys.Tab, Keys.Shift);
        browser.Until("[...document.querySelectorAll('#tooltip')].some(tip => tip.offsetHeight > 0 && "
            + "tip.textContent.includes('WriteLine'))");
        Picture(browser, "classic-inspect");
        browser.Press(Keys.Escape);

        // Interrupt: what was declared stays.
        Select(browser, 3);
        browser.Press(Keys.Enter, Keys.Shift);
        browser.Until(Output(3, "started"));
        browser.Click("button[data-jupyter-action='jupyter-notebook:interrupt-kernel']");
        browser.Until($"document.querySelector('{Cell(3)} .output_error') !== null && document.querySelector('{Cell(3)} "
            + $".output_error').textContent.includes('interrupted')");
        Select(browser, 4);
        browser.Press(Keys.Enter, Keys.Shift);
        browser.Until(Output(4, "17"));
        Picture(browser, "classic-run");

        // Restart: nothing stays, and counting begins again.
        browser.Click("button[data-jupyter-action='jupyter-notebook:confirm-restart-kernel']");
        browser.Until("document.querySelector('.modal-dialog .btn-danger') !== null && document.querySelector('.modal.in') !== null");
        browser.Do("document.querySelector('.modal-dialog .btn-danger').click()");
        browser.Until($"document.querySelector('.modal.in') === null && !!({Idle}) && Jupyter.notebook.kernel.info_reply.status === 'ok'");
        Select(browser, 4);
        browser.Press(Keys.Enter, Keys.Shift);
        browser.Until($"document.querySelector('{Cell(4)} .output_error') !== null && document.querySelector('{Cell(4)} "
            + $".output_error').textContent.includes('survivor')");
        Assert.Contains("[1]", browser.Ask<string>($"document.querySelector('{Cell(4)} .input_prompt').textContent"),
            StringComparison.Ordinal);

        // Save: what is on the disk has the outputs.
        browser.Press("s", Keys.Control);
        browser.Until("Jupyter.notebook.dirty === false");
        string saved = File.ReadAllText(notebook.File("work.ipynb"));
        Assert.Contains("data:image/svg+xml", saved, StringComparison.Ordinal);
        Assert.Equal("C#", JsonNode.Parse(saved)!["metadata"]!["language_info"]!["name"]!.GetValue<string>());

        // Opened again by its author, it is trusted and live.
        browser.Open(notebook.Address("work.ipynb"));
        browser.Until($"!!({Idle})");
        Assert.True(browser.Ask<bool>("Jupyter.notebook.trusted"));
        browser.Until($"document.querySelectorAll('{Cell(1)} .output_html svg').length > 0");
        ShowMaps(browser);
        browser.Until(Plots + " > 0");
        Picture(browser, "classic-trusted");

        // From somebody else, it is not: scripts do not run, and every picture is there still.
        File.WriteAllText(notebook.File("theirs.ipynb"), saved.Replace("survivor", "stranger", StringComparison.Ordinal));
        browser.Open(notebook.Address("theirs.ipynb"));
        browser.Until($"!!({Idle})");
        Assert.False(browser.Ask<bool>("Jupyter.notebook.trusted"));
        browser.Until($"document.querySelectorAll('{Cell(1)} .output_html img').length > 0 && document.querySelectorAll('{Cell(2)} "
            + $".output_html img').length > 0");
        Assert.Equal(0, browser.Ask<long>(Plots));
        Assert.Equal(0, browser.Ask<long>($"document.querySelectorAll('{Cell(1)} .output_html svg').length"));
        Assert.Equal(0, browser.Ask<long>("[...document.images].filter(image => !image.complete || image.naturalWidth === 0).length"));
        Picture(browser, "classic-untrusted");
    }

    /// <summary>Maps come alive where a person can see them.</summary>
    private static void ShowMaps(Browser browser)
    {
        string map = $"document.querySelector('{Cell(2)} figure.gc-tile')";
        browser.Until(map + " !== null");
        browser.Do(map + ".scrollIntoView({ block: 'center' })");
    }

    /// <summary>The editors measure their lines anew, as they do when a person scrolls: fonts may have come after them.</summary>
    private static void Picture(Browser browser, string name)
    {
        browser.Do("Jupyter.notebook.get_cells().forEach(cell => cell.code_mirror.refresh())");
        browser.Picture(name);
    }

    private static string Cell(int index) => $".code_cell:nth-of-type({index + 1})";

    private static string Output(int cell, string text) =>
        $"[...document.querySelectorAll('{Cell(cell)} .output_subarea pre')].some(pre => pre.textContent.includes('{text}'))";

    private static void Select(Browser browser, int index)
    {
        browser.Do($"Jupyter.notebook.command_mode(); Jupyter.notebook.select({index}); Jupyter.notebook.scroll_to_cell({index}, 0); "
            + $"Jupyter.notebook.focus_cell();");
        browser.Until($"Jupyter.notebook.get_selected_index() === {index}");
    }

    private static void Type(Browser browser, int index, string text)
    {
        Select(browser, index);
        browser.Press(Keys.Enter);
        browser.Until("Jupyter.notebook.mode === 'edit'");
        browser.Press(text);
        browser.Until($"Jupyter.notebook.get_cell({index}).get_text() === '{text}'");
    }
}
