// Copying and pasting blocks of cells from and to Excel or WPS.
"use strict";

(function () {
  const grid = window.grid;
  const {
    places, block, cellsIn, control, open, fitting, textOf, here, extendTo, commit, insert, clear, change, undo, tell,
  } = grid;

  const quoted = (text) => (/["\t\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  const PLAIN_NUMBER = /^-?[\d,]*\.?\d+%?$/;

  function markup(text) {
    const box = document.createElement("div");
    box.textContent = text;
    return box.innerHTML.replaceAll("\n", '<br style="mso-data-placement:same-cell">');
  }

  // The block as Excel writes it: tab-separated text, and a table that keeps merged cells and line breaks.
  function copied() {
    const area = block();
    const lines = [];
    let html = "";
    for (let row = area.top; row <= area.bottom; row += 1) {
      const line = [];
      html += "<tr>";
      for (let col = area.left; col <= area.right; col += 1) {
        const td = places.get(grid.at.td).grid.cells[row][col];
        const place = places.get(td);
        const first = place.top === row && place.left === col;
        const text = first ? textOf(td) : "";
        line.push(quoted(text));
        // Else Excel reads “1-3” as a day of January.
        const kept = PLAIN_NUMBER.test(text) ? "" : " style='mso-number-format:\"\\@\"'";
        const spans = `rowspan="${place.bottom - place.top + 1}" colspan="${place.right - place.left + 1}"`;
        if (first) html += `<td ${spans}${kept}>${markup(text)}</td>`;
      }
      html += "</tr>";
      lines.push(line.join("\t"));
    }
    return { text: cellsIn(area).length > 1 ? `${lines.join("\r\n")}\r\n` : lines[0], html: `<table>${html}</table>` };
  }

  function copy(event) {
    if (!here() || grid.mode !== "select") return;
    event.preventDefault();
    const { text, html } = copied();
    event.clipboardData.setData("text/plain", text);
    event.clipboardData.setData("text/html", html);
    if (event.type === "cut") clear("剪切");
  }

  document.addEventListener("copy", copy);
  document.addEventListener("cut", copy);

  // Rows of cells. A cell that begins with a quote ends with one; where it does not, its quotes are its own.
  function parse(text) {
    const cell = /(?:"([^"]*(?:""[^"]*)*)"(?=[\t\n]|$)|([^\t\n]*))(\t|\n|$)/gy;
    const rows = [[]];
    const source = text.replace(/\r\n?/g, "\n").replace(/\n$/, "");
    for (let end = "\t"; end; ) {
      const [, inQuotes, plain, mark] = cell.exec(source);
      rows.at(-1).push(inQuotes === undefined ? plain : inQuotes.replaceAll('""', '"'));
      if (mark === "\n") rows.push([]);
      end = mark;
    }
    return rows;
  }

  document.addEventListener("paste", (event) => {
    if (!here()) return;
    const text = event.clipboardData.getData("text/plain");
    const rows = parse(text);
    const blockOfCells = rows.some((row) => row.length > 1);
    if (grid.mode !== "select" && !blockOfCells) {
      // Lines stay lines at the caret; Excel's quotes and last line break around one value go.
      if (rows.length > 1 || rows[0][0] === text) return;
      event.preventDefault();
      return void insert(rows[0][0]);
    }
    event.preventDefault();
    if (!text) return;
    commit();
    // Paragraphs from Word or a web page are one text; cells come with a table or without any markup.
    const html = event.clipboardData.getData("text/html");
    const prose = html && !/<table/i.test(html) && !blockOfCells;
    paste(prose ? [[text.replace(/\r\n?/g, "\n").trimEnd()]] : rows);
  });

  const squeezed = (text) => text.replace(/\s/g, "");

  // Where each clipboard cell goes: by its offset from the selected cell; the first one takes a merged cell.
  function assigned(rows) {
    const area = block();
    if (rows.length === 1 && rows[0].length === 1) return cellsIn(area).map((td) => [td, rows[0][0]]);
    const { cells } = places.get(grid.at.td).grid;
    return rows.flatMap((row, r) => row.map((text, c) => [(cells[area.top + r] || [])[area.left + c], text]));
  }

  function paste(rows) {
    const writes = [];
    const seen = new Set();
    const left = { locked: [], beyond: 0, merged: 0, unfit: 0 };
    const pairs = assigned(rows);
    for (const [td, text] of pairs) {
      const input = td && control(td);
      const nothing = !text.trim();
      if (!td) left.beyond += nothing ? 0 : 1;
      else if (seen.has(td)) left.merged += nothing ? 0 : 1;
      else if (!open(input)) left.locked.push(...(nothing || squeezed(text) === squeezed(textOf(td)) ? [] : [td]));
      else {
        const fits = fitting(input, text);
        left.unfit += fits.length ? 0 : 1;
        writes.push(...fits);
      }
      seen.add(td);
    }
    const item = change(`贴入 ${writes.length} 格`, writes);
    report(writes.length, left, item);
    const last = pairs.map(([td]) => td).filter((td) => td && places.has(td)).at(-1);
    if (rows.length > 1 || rows[0].length > 1) extendTo({ row: places.get(last).bottom, col: places.get(last).right });
  }

  // The name of the column a cell stands in, or what is printed in it, for a sentence.
  function headOf(td) {
    const { grid: table, left } = places.get(td);
    const head = (table.heads.at(-1) || [])[left];
    return squeezed((head && head.textContent) || textOf(td)).replace(/（.*/, "").slice(0, 12);
  }

  function report(count, left, item) {
    const names = [...new Set(left.locked.map(headOf))].filter(Boolean).join("、");
    const rest = [
      left.locked.length && `${left.locked.length} 格不能填写${names && `（${names}）`}`,
      left.beyond && `${left.beyond} 格超出表格`,
      left.merged && `${left.merged} 格落在合并格里`,
      left.unfit && `${left.unfit} 格不是可选的值`,
    ].filter(Boolean);
    const sentence = `${count ? `已贴入 ${count} 格` : "没有贴入"}${rest.length ? `；${rest.join("，")}，未贴入` : ""}。`;
    if (item) tell(sentence, "撤销", () => undo(item));
    else desk.say(sentence, rest.length > 0);
  }
})();
