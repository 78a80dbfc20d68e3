// Runs in each output of the block view, after output.js: a place under the pointer or the keys is named in both weights. ROOT is the
// output's id.
((ROOT) => {
  "use strict";
  const start = (root) => {
    const block = root.querySelector(".gc-block");
    if (!block || block.dataset.live) return;
    block.dataset.live = "yes";
    const [rowText, packedText, groupText, rows, columns] = block.dataset.block.split(" ");
    const [rowCount, packedCount, groups] = [+rowText, +packedText, +groupText];
    const line = block.parentElement.querySelector(".gc-read");
    line.textContent = "Point at a place to see where it stands in the other weight. By keyboard: Tab to a picture, then the arrow keys.";
    for (const figure of block.querySelectorAll("figure")) {
      const frame = figure.querySelector(".gc-frame");
      const dense = figure.dataset.kind === "dense";
      const columnCount = dense ? packedCount * groups : packedCount;
      let at = [0, 0];
      const say = (row, column) => {
        const group = Math.floor(row / (rowCount / groups));
        const first = group * packedCount;
        const [full, packed] = dense ? [column, column - first] : [first + column, column];
        block.querySelectorAll(".gc-cursor").forEach((old) => old.remove());
        line.textContent = packed < 0 || packed >= packedCount
          ? `dense [${row}, ${full}]: not stored, zero. ${rows} ${row} is of group ${group}, ${columns} ${full} of group ${Math.floor(full / packedCount)}`
          : `dense [${row}, ${full}] is packed [${row}, ${packed}]: group ${group}, ${rows} ${row}, ${columns} ${full}`;
        for (const other of block.querySelectorAll("figure")) {
          const isDense = other.dataset.kind === "dense";
          if (!isDense && (packed < 0 || packed >= packedCount)) continue;
          const cursor = document.createElement("i");
          cursor.className = "gc-cursor";
          cursor.style.left = `${(100 * ((isDense ? full : packed) + 0.5)) / (isDense ? packedCount * groups : packedCount)}%`;
          cursor.style.top = `${(100 * (row + 0.5)) / rowCount}%`;
          other.querySelector(".gc-frame").append(cursor);
        }
      };
      frame.addEventListener("pointermove", (event) => {
        const box = frame.getBoundingClientRect();
        const part = (value, count) => Math.min(count - 1, Math.max(0, Math.floor(value * count)));
        at = [part((event.clientY - box.top) / box.height, rowCount), part((event.clientX - box.left) / box.width, columnCount)];
        say(...at);
      });
      figure.addEventListener("focus", () => figure.matches(":focus-visible") && say(...at));
      figure.addEventListener("keydown", (event) => {
        const move = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }[event.key];
        if (!move) return;
        // The notebook has keys of its own.
        event.preventDefault();
        event.stopPropagation();
        at = [Math.min(rowCount - 1, Math.max(0, at[0] + move[0])), Math.min(columnCount - 1, Math.max(0, at[1] + move[1]))];
        say(...at);
      });
    }
  };
  const find = (tries) => {
    const roots = document.querySelectorAll(`[id="${ROOT}"]`);
    if (roots.length === 0 && tries > 0) return setTimeout(() => find(tries - 1), 50);
    roots.forEach(start);
  };
  find(40);
})
