// Runs in each output with maps, after output.js: images of maps become Plotly heatmaps, and what is under the pointer or the keys is read
// out. A map's image carries its numbers: an index of its palette is a level of its scale (MapPng.cs). ROOT is the output's id.
((ROOT) => {
  "use strict";
  const LEVELS = 251;
  const LIVE = 16;
  const NAMES = ["NaN", "+Inf", "-Inf"];
  const COLORS = ["#e000c8", "#ffa600", "#00d5e8"];
  const SYMBOLS = ["x", "triangle-up", "triangle-down"];
  const page = (window.groupconv ??= {});

  const bytes = (base64) => Uint8Array.from(atob(base64.trim()), (c) => c.charCodeAt(0));
  const expand = async (parts, format) =>
    new Uint8Array(await new Response(new Blob(parts).stream().pipeThrough(new DecompressionStream(format))).arrayBuffer());

  // The palette's indices of a PNG: 8 bits a pixel, not interlaced (PngFile.cs).
  const levels = async (image) => {
    const png = bytes(image.src.split(",")[1]);
    const view = new DataView(png.buffer);
    const [width, height] = [view.getUint32(16), view.getUint32(20)];
    const parts = [];
    for (let at = 8; at < png.length; at += view.getUint32(at) + 12)
      if (String.fromCharCode(...png.subarray(at + 4, at + 8)) === "IDAT") parts.push(png.subarray(at + 8, at + 8 + view.getUint32(at)));
    const raw = await expand(parts, "deflate");
    const pixels = new Uint8Array(width * height);
    for (let y = 0; y < height; y++) {
      const filter = raw[y * (width + 1)];
      for (let x = 0; x < width; x++) {
        const to = y * width + x;
        const left = x ? pixels[to - 1] : 0, up = y ? pixels[to - width] : 0, corner = x && y ? pixels[to - width - 1] : 0;
        const guess = left + up - corner;
        const [a, b, c] = [Math.abs(guess - left), Math.abs(guess - up), Math.abs(guess - corner)];
        const paeth = a <= b && a <= c ? left : b <= c ? up : corner;
        pixels[to] = raw[y * (width + 1) + 1 + x] + [0, left, up, (left + up) >> 1, paeth][filter];
      }
    }
    return { pixels, width };
  };

  const number = (value) => {
    if (Number.isNaN(value)) return "NaN";
    if (!Number.isFinite(value)) return value > 0 ? "+Inf" : "-Inf";
    return String(Number(value.toPrecision(4)));
  };

  // The numbers of a map, a row an array.
  const read = async (tile, exact) => {
    const { rows, columns, pixels: factor, low, high } = tile;
    if (exact) return Array.from({ length: rows }, (_, r) => exact.subarray(tile.start + r * columns, tile.start + (r + 1) * columns));
    const { pixels, width } = await levels(tile.image);
    const step = (high - low) / (LEVELS - 1);
    const special = [NaN, Infinity, -Infinity];
    return Array.from({ length: rows }, (_, r) =>
      Float64Array.from({ length: columns }, (_, c) => {
        const level = pixels[r * factor * width + c * factor];
        return level < LEVELS ? low + level * step : special[level - LEVELS];
      }));
  };

  const describe = (figure) => {
    const [rows, columns, pixels, fullRows, fullColumns, low, high, from, to, colors] = figure.dataset.map.split(" ");
    return {
      figure, colors, frame: figure.querySelector(".gc-frame"), image: figure.querySelector("img.gc-map"),
      title: figure.querySelector("figcaption").textContent.trim(),
      rows: +rows, columns: +columns, pixels: +pixels, fullRows: +fullRows, fullColumns: +fullColumns, low: +low, high: +high, from: +from, to: +to,
    };
  };

  const span = (index, cells, full) => {
    const first = Math.ceil((index * full) / cells), last = Math.ceil(((index + 1) * full) / cells) - 1;
    return first >= last ? `${Math.min(first, full - 1)}` : `${first}–${last}`;
  };
  const text = (tile, r, c) =>
    `${tile.title} · row ${span(r, tile.rows, tile.fullRows)}, column ${span(c, tile.columns, tile.fullColumns)}: ${number(tile.numbers[r][c])}`;

  const draw = async (tile, template) => {
    const plotly = window.Plotly ?? (await page.plotly);
    const { data: [heatmap], layout } = JSON.parse(template);
    const dx = tile.fullColumns / tile.columns, dy = tile.fullRows / tile.rows;
    const grid = { ...heatmap, x0: (dx - 1) / 2, dx, y0: (dy - 1) / 2, dy };
    const name = document.createElement("b");
    name.textContent = tile.title;
    const where = `${name.innerHTML}<br>row %{y:.0f}, column %{x:.0f}: `;
    const traces = [{
      ...grid, zmin: tile.from, zmax: tile.to, hovertemplate: `${where}%{z:.4g}<extra></extra>`,
      z: tile.numbers.map((row) => Array.from(row, (value) => (Number.isFinite(value) ? value : null))),
    }];
    NAMES.forEach((kind, k) => {
      const z = tile.numbers.map((row) => Array.from(row, (value) => (number(value) === kind ? 1 : null)));
      const places = z.flatMap((row, r) => row.flatMap((value, c) => (value ? [[c, r]] : []))).slice(0, 200);
      if (places.length === 0) return;
      traces.push({ ...grid, z, zmin: 0, zmax: 1, colorscale: [[0, COLORS[k]], [1, COLORS[k]]], hovertemplate: `${where}${kind}<extra></extra>` });
      traces.push({
        type: "scatter", mode: "markers", hoverinfo: "skip",
        x: places.map(([c]) => grid.x0 + c * dx), y: places.map(([, r]) => grid.y0 + r * dy),
        marker: { symbol: SYMBOLS[k], size: 7, color: "#000", line: { color: COLORS[k], width: 2 } },
      });
    });
    layout.xaxis = { ...layout.xaxis, range: [-0.5, tile.fullColumns - 0.5] };
    layout.yaxis = { ...layout.yaxis, range: [tile.fullRows - 0.5, -0.5] };
    const ground = document.createElement("div");
    ground.className = "gc-plot";
    tile.frame.append(ground);
    try {
      await plotly.newPlot(ground, traces, layout, { displayModeBar: false, responsive: true });
    } catch (error) {
      ground.remove();
      throw error;
    }
    tile.image.style.visibility = "hidden";
    tile.frame.querySelectorAll(".gc-glyph").forEach((glyph) => glyph.remove());
    const cell = ({ points: [point] }) => [
      Math.min(tile.rows - 1, Math.floor((point.y + 0.5) / dy)), Math.min(tile.columns - 1, Math.floor((point.x + 0.5) / dx))];
    ground.on("plotly_hover", (event) => tile.say(...cell(event)));
    ground.on("plotly_click", (event) => tile.pin(...cell(event)));
  };

  const start = async (maps) => {
    if (maps.dataset.live) return;
    maps.dataset.live = "yes";
    const packed = maps.querySelector("script.gc-numbers");
    const exact = packed && new Float32Array((await expand([bytes(packed.textContent)], "gzip")).buffer);
    const line = maps.querySelector(".gc-read");
    const tiles = [...maps.querySelectorAll("figure.gc-tile")].map(describe);
    let start = 0, pinned = null;
    line.textContent = "Point at a map to read its numbers; click to keep one. By keyboard: Tab to a map, then the arrow keys.";

    const upgrade = (tile) => (tile.ready ??= (async () => {
      tile.numbers = await read(tile, exact);
      await draw(tile, maps.querySelector(`script.gc-heatmap[data-colors="${tile.colors}"]`).textContent);
    })().catch((error) => console.warn("GroupConv: the still picture stays.", error)));

    for (const tile of tiles) {
      tile.start = start;
      start += tile.rows * tile.columns;
      tile.say = (r, c) => (line.textContent = (pinned ? `${pinned}  |  ` : "") + text(tile, r, c));
      tile.pin = (r, c) => {
        const said = text(tile, r, c);
        pinned = pinned === said ? null : said;
        tile.mark(r, c);
        line.textContent = pinned ?? said;
      };
      tile.mark = (r, c) => {
        maps.querySelectorAll(".gc-cursor").forEach((old) => old.remove());
        const cursor = document.createElement("i");
        cursor.className = "gc-cursor";
        cursor.style.left = `${(100 * (c + 0.5)) / tile.columns}%`;
        cursor.style.top = `${(100 * (r + 0.5)) / tile.rows}%`;
        tile.frame.append(cursor);
      };
      let at = [tile.rows >> 1, tile.columns >> 1];
      tile.figure.addEventListener("pointerenter", () => upgrade(tile));
      tile.figure.addEventListener("focus", async () => {
        await upgrade(tile);
        if (!tile.numbers || !tile.figure.matches(":focus-visible")) return;
        tile.mark(...at);
        tile.say(...at);
      });
      tile.figure.addEventListener("keydown", (event) => {
        const move = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }[event.key];
        const pins = event.key === "Enter" || event.key === " ";
        if (!tile.numbers || !(move || pins)) return;
        // The notebook has keys of its own.
        event.preventDefault();
        event.stopPropagation();
        if (pins) return tile.pin(...at);
        const by = event.shiftKey ? 10 : 1;
        at = [
          Math.min(tile.rows - 1, Math.max(0, at[0] + by * move[0])), Math.min(tile.columns - 1, Math.max(0, at[1] + by * move[1]))];
        tile.mark(...at);
        tile.say(...at);
      });
    }
    if (tiles.length > LIVE) return;
    const seen = new IntersectionObserver((entries) => entries.filter((entry) => entry.isIntersecting).forEach((entry) => {
      seen.unobserve(entry.target);
      upgrade(tiles.find((tile) => tile.figure === entry.target));
    }), { rootMargin: "200px" });
    tiles.forEach((tile) => seen.observe(tile.figure));
  };

  const find = (tries) => {
    const roots = document.querySelectorAll(`[id="${ROOT}"]`);
    if (roots.length === 0 && tries > 0) return setTimeout(() => find(tries - 1), 50);
    roots.forEach((root) => root.querySelectorAll(".gc-maps").forEach((maps) =>
      start(maps).catch((error) => console.warn("GroupConv: the still picture stays.", error))));
  };
  find(40);
})
