/// What the HTML report does beyond being read: sort, filter, rows as they are needed, copying.
///
/// Data reaches the page through `textContent` only.
enum PageScript {
  static let javascript = HTML(
    markup: #"""
      "use strict";
      document.documentElement.classList.add("js");

      for (const grid of document.querySelectorAll("div.grid")) enliven(grid);

      function enliven(grid) {
        const step = 100;
        const rows = JSON.parse(grid.querySelector('script[type="application/json"]').textContent);
        const body = grid.querySelector("tbody");
        const heads = [...grid.querySelectorAll("thead th")];
        const classes = heads.map((head) => head.className);
        const search = grid.querySelector('input[type="search"]');
        const choice = grid.querySelector("select");
        const count = grid.querySelector("output");
        const more = grid.querySelector(".more");
        const text = (cell) => (typeof cell === "string" ? cell : cell[0]);
        const key = (cell) =>
          typeof cell === "string" || cell[1] === null ? text(cell).toLowerCase() : cell[1];
        const haystack = rows.map((row) => row.map(text).join("\n").toLowerCase());
        let shown = rows.map((_, index) => index);
        let sorted = { column: -1, down: false };
        const box = grid.querySelector(".scroll");
        let made = 0;
        // Many rows scroll in a box of their own, so that what follows stays near.
        if (rows.length > 30) grid.classList.add("long");

        function makeRow(row) {
          const line = document.createElement("tr");
          row.forEach((cell, column) => {
            const box = document.createElement("td");
            box.textContent = text(cell);
            box.className = classes[column];
            if (typeof cell !== "string" && cell[2]) box.classList.add(cell[2]);
            line.append(box);
          });
          return line;
        }

        function extend(to) {
          const part = document.createDocumentFragment();
          const end = Math.min(to, shown.length);
          for (; made < end; made += 1) part.append(makeRow(rows[shown[made]]));
          body.append(part);
          more.hidden = made >= shown.length;
          more.textContent = "Show more (" + (shown.length - made) + " left)";
        }

        function refresh() {
          const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
          const column = choice ? Number(choice.dataset.column) : -1;
          const wanted = choice ? choice.value : "";
          shown = [];
          rows.forEach((row, index) => {
            if (wanted && text(row[column]) !== wanted) return;
            if (words.every((word) => haystack[index].includes(word))) shown.push(index);
          });
          if (sorted.column >= 0) {
            const sign = sorted.down ? -1 : 1;
            const keys = rows.map((row) => key(row[sorted.column]));
            const compare = new Intl.Collator("en", { numeric: true }).compare;
            shown.sort((a, b) => {
              const [x, y] = [keys[a], keys[b]];
              const order = typeof x === "number" && typeof y === "number"
                ? x - y : compare(String(x), String(y));
              return sign * order || a - b;
            });
          }
          count.textContent = shown.length === rows.length
            ? rows.length + (rows.length === 1 ? " row" : " rows")
            : shown.length + " of " + rows.length + " rows";
          made = 0;
          box.scrollTop = 0;
          body.replaceChildren();
          extend(step);
        }

        heads.forEach((head, column) => {
          head.querySelector("button").addEventListener("click", () => {
            sorted = { column, down: sorted.column === column && !sorted.down };
            for (const other of heads) other.setAttribute("aria-sort", "none");
            head.setAttribute("aria-sort", sorted.down ? "descending" : "ascending");
            refresh();
          });
        });
        search.addEventListener("input", refresh);
        if (choice) choice.addEventListener("change", refresh);
        more.addEventListener("click", () => extend(made + step));
        box.addEventListener("scroll", () => {
          if (box.scrollTop + box.clientHeight > box.scrollHeight - 600) extend(made + step);
        });
        addEventListener("beforeprint", () => extend(shown.length));
        grid.querySelector(".controls").hidden = false;
        refresh();
      }

      for (const time of document.querySelectorAll("time")) {
        const minutes = Math.floor((Date.now() - Date.parse(time.dateTime)) / 60000);
        if (!(minutes >= 0)) continue;
        const [count, unit] = minutes < 120 ? [minutes, "min"]
          : minutes < 2880 ? [Math.floor(minutes / 60), "h"] : [Math.floor(minutes / 1440), "days"];
        time.after(", " + count + " " + unit + " ago");
      }

      for (const button of document.querySelectorAll(".copy")) {
        button.hidden = false;
        button.addEventListener("click", async () => {
          const code = button.parentElement.querySelector("code");
          try {
            await navigator.clipboard.writeText(code.textContent);
            button.textContent = "Copied";
          } catch {
            getSelection().selectAllChildren(code);
            button.textContent = "Selected";
          }
          setTimeout(() => { button.textContent = "Copy"; }, 2000);
        });
      }
      """#
  )
}
