// Runs once in each output: pictures that are images become inline SVG (hover, the page's own colours) or Plotly charts.
// Whatever fails leaves the image where it is. ROOT is the output's id; the element may not be in the page yet
// (classic notebooks attach it later), and may be there twice (JupyterLab's "new view for output").
((ROOT) => {
  "use strict";
  const page = (window.groupconv ??= {});
  page.plotly ??= new Promise((resolve) => (page.resolve = resolve));

  const unpack = async (base64) => {
    const bytes = Uint8Array.from(atob(base64.trim()), (c) => c.charCodeAt(0));
    return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"))).text();
  };

  // plotly.js stands once in the page, packed, in whichever output came first; other outputs wait for the promise.
  const loadPlotly = async () => {
    const packed = document.querySelector("script.groupconv-plotly");
    if (!window.Plotly && packed && !page.loading) {
      page.loading = true;
      const source = await unpack(packed.textContent);
      const script = document.createElement("script");
      script.textContent = `(function (define, exports, module) {${source}\n}).call(window);`;
      document.head.append(script);
      script.remove();
    }
    if (window.Plotly) page.resolve(window.Plotly);
  };

  const inline = (image) => {
    const bytes = Uint8Array.from(atob(image.src.split(",")[1]), (c) => c.charCodeAt(0));
    const parsed = new DOMParser().parseFromString(new TextDecoder().decode(bytes), "image/svg+xml");
    const svg = document.importNode(parsed.documentElement, true);
    if (svg.localName !== "svg" || parsed.querySelector("parsererror")) return;
    svg.classList.add("gc-live");
    svg.setAttribute("role", "img");
    svg.setAttribute("aria-label", image.alt);
    image.replaceWith(svg);
  };

  const chart = async (figure) => {
    const box = figure.parentElement;
    const { data, layout } = JSON.parse(await unpack(figure.textContent));
    const plotly = window.Plotly ?? (await page.plotly);
    const ink = getComputedStyle(box).color;
    const ground = document.createElement("div");
    if (layout.paper_bgcolor === undefined) {
      layout.paper_bgcolor = "rgba(0,0,0,0)";
      layout.font = { ...layout.font, color: layout.font?.color ?? ink };
    }
    box.append(ground);
    try {
      await plotly.newPlot(ground, data, layout, { displayModeBar: false });
      box.querySelectorAll("img").forEach((image) => (image.style.display = "none"));
    } catch (error) {
      ground.remove();
      throw error;
    }
  };

  const quietly = (work) => Promise.resolve().then(work).catch((error) => console.warn("GroupConv: the still picture stays.", error));

  const upgrade = (tries) => {
    const roots = [...document.querySelectorAll(`[id="${ROOT}"]`)].filter((root) => !root.dataset.upgraded);
    if (roots.length === 0 && tries > 0) return setTimeout(() => upgrade(tries - 1), 50);
    quietly(loadPlotly);
    for (const root of roots) {
      root.dataset.upgraded = "yes";
      root.querySelectorAll("img.gc-svg").forEach((image) => quietly(() => inline(image)));
      root.querySelectorAll("script.gc-figure").forEach((figure) => quietly(() => chart(figure)));
    }
  };
  upgrade(40);
})
