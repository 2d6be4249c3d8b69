// The texts of the narrative: tables in them, numbered items, what a paste from Word or Excel is cleaned to.
"use strict";

(function () {
  const MOST_COLUMNS = 30; // a page takes no more: a line with more columns is text (compose/tables.py)

  function make(tag, attributes, ...children) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    element.append(...children);
    return element;
  }

  // --- a text and its tables ------------------------------------------------------------------------

  function isTableLine(line) {
    line = line.trim();
    return line.length > 2 && line.split("|").length <= MOST_COLUMNS + 2 &&
      line.startsWith("|") && line.endsWith("|") && !line.endsWith("\\|");
  }

  function cellsOf(line) {
    const parts = line.trim().replaceAll("\\|", "\0").split("|").slice(1, -1);
    return parts.map((part) => part.trim().replaceAll("\0", "|"));
  }

  const lineOf = (cells) => `| ${cells.map((cell) => cell.replace(/\s*\n\s*/g, " ").trim().replaceAll("|", "\\|")).join(" | ")} |`;

  // Text and tables by turns, beginning and ending with a text: there is always room to write around a table.
  function blocks(text) {
    const found = [{ lines: [] }];
    for (const line of text.split("\n")) {
      const table = isTableLine(line);
      if (table !== Boolean(found.at(-1).rows)) found.push(table ? { rows: [] } : { lines: [] });
      // A row that nobody edits goes back as it was written.
      if (table) found.at(-1).rows.push({ written: line, line, cells: cellsOf(line) });
      else found.at(-1).lines.push(line);
    }
    if (found.at(-1).rows) found.push({ lines: [] });
    return found.map((block) => (block.rows ? block : parted(block.lines)));
  }

  // The blank lines around a text are kept, but not shown: the table's own margin stands for them.
  function parted(lines) {
    const filled = (line) => line.trim();
    const first = lines.findIndex(filled);
    if (first < 0) return { before: lines, body: null, after: [] };
    const last = lines.length - [...lines].reverse().findIndex(filled);
    return { before: lines.slice(0, first), body: lines.slice(first, last).join("\n"), after: lines.slice(last) };
  }

  function linesOf(block) {
    if (block.rows) return block.rows.map((row) => row.line);
    return [...block.before, ...(block.body === null ? [] : [block.body]), ...block.after];
  }

  const joined = (list) => list.flatMap(linesOf).join("\n");
  const columnsOf = (table) => Math.max(...table.rows.map((row) => row.cells.length));

  function setBody(list, block, text) {
    block.body = text || null;
    const [first, last] = [block === list[0], block === list.at(-1)];
    if (text && !first && !block.before.length) block.before = [""];
    if (text && !last && !block.after.length) block.after = [""];
    if (!text && !first && !last && !linesOf(block).length) block.before = [""]; // or two tables would be one
  }

  function setCell(table, row, column, text) {
    while (row.cells.length < Math.max(columnsOf(table), column + 1)) row.cells.push("");
    row.cells[column] = text;
    const cells = cellsOf(row.written);
    const same = row.cells.every((cell, i) => cell === (cells[i] || ""));
    row.line = same && row.written ? row.written : lineOf(row.cells);
  }

  // Rows of cells as table lines; what no page can take as a table stays a text with tabs.
  function tableText(rows) {
    const lines = rows.map(lineOf);
    return lines.every(isTableLine) ? lines.join("\n") : rows.map((row) => row.join("\t")).join("\n");
  }

  // What stands between the text before and after a piece that must be paragraphs of its own.
  function apart(before, piece, after) {
    const lead = !before || before.endsWith("\n\n") ? "" : before.endsWith("\n") ? "\n" : "\n\n";
    const tail = !after || after.startsWith("\n\n") ? "" : after.startsWith("\n") ? "\n" : "\n\n";
    return [lead, piece, tail];
  }

  // --- numbered items -------------------------------------------------------------------------------

  const NUMBER = /^(\s*)(\d{1,3})([.．、)）])(?!\d)(\s*)(.*)$/; // 3.5万元 is no third item
  const BULLET = /^(\s*)·(\s*)(.*)$/;
  const lineStart = (text, at) => (at ? text.lastIndexOf("\n", at - 1) + 1 : 0);
  const lineEnd = (text, at) => (text.indexOf("\n", at) < 0 ? text.length : text.indexOf("\n", at));

  // The selected lines numbered, going on from the item above them; numbers taken off where all have one.
  function numbered(text, start, end) {
    const from = lineStart(text, start);
    const to = lineEnd(text, end > start && text[end - 1] === "\n" ? end - 1 : end);
    const lines = text.slice(from, to).split("\n");
    const filled = lines.filter((line) => line.trim());
    if (filled.length && filled.every((line) => NUMBER.test(line))) {
      return { from, to, text: lines.map((line) => line.replace(NUMBER, "$1$5")).join("\n") };
    }
    const above = text.slice(0, from).trimEnd().split("\n").at(-1).match(NUMBER);
    let next = above ? Number(above[2]) + 1 : 1;
    const [mark, gap] = above ? [above[3], above[4]] : [".", " "];
    const item = (line) => (line.trim() || lines.length === 1 ? `${next++}${mark}${gap}${line.trim().replace(NUMBER, "$5")}` : line);
    return { from, to, text: lines.map(item).join("\n") };
  }

  // What Enter at the end of an item writes: the next number, the items below counted on; null elsewhere.
  function nextItem(text, caret) {
    const [from, to] = [lineStart(text, caret), lineEnd(text, caret)];
    const line = text.slice(from, to);
    const [number, bullet] = [line.match(NUMBER), line.match(BULLET)];
    if (caret !== to || !(number || bullet)) return null;
    if (!(number || bullet).at(-1).trim()) return { from, to, text: from ? "\n" : "" };
    if (bullet) return { from: to, to, text: `\n${bullet[1]}·${bullet[2]}` };
    const lead = `\n${number[1]}${Number(number[2]) + 1}${number[3]}${number[4]}`;
    const below = text.slice(to + 1).split("\n");
    const kept = below.findIndex((l, i) => Number((l.match(NUMBER) || [])[2]) !== Number(number[2]) + 1 + i);
    const items = below.slice(0, kept < 0 ? below.length : kept);
    const counted = items.map((l) => "\n" + l.replace(NUMBER, (_, a, n, ...rest) => a + (Number(n) + 1) + rest.slice(0, 3).join("")));
    return { from: to, to: to + items.join("\n").length + (items.length ? 1 : 0), text: lead + counted.join(""), caret: to + lead.length };
  }

  // --- paste ----------------------------------------------------------------------------------------

  const BREAK = "\u2028";
  const PARAGRAPHS = new Set("P DIV H1 H2 H3 H4 H5 H6 LI UL OL DL DT DD BLOCKQUOTE PRE SECTION ARTICLE HEADER FOOTER FIGURE FIGCAPTION ADDRESS CENTER HR CAPTION BODY TD TH".split(" "));
  const UNSEEN = "head, script, style, title, meta, link, xml, template, noscript";
  const KINDS = [
    ["图片", "张", "img, svg, canvas, v\\:imagedata"],
    ["批注", "条", ".msocomanchor"],
    ["已删去的修订", "处", "del, .msoDel"],
    ["嵌入对象", "个", "object, embed, iframe, video, audio"],
    ["隐藏文字", "处", "[data-ed-hidden]"],
  ];

  // Takes out what is not text, and counts what a person would miss.
  function pruned(page) {
    for (const element of page.querySelectorAll("[style]")) {
      const style = element.getAttribute("style").toLowerCase().replace(/\s/g, "");
      if (/mso-element:comment/.test(style)) element.remove();
      else if (/mso-hide:all|display:none/.test(style) && element.textContent.trim()) element.dataset.edHidden = "";
      else if (style.includes("mso-list:ignore")) element.dataset.edNumber = "";
    }
    for (const element of page.querySelectorAll(UNSEEN)) element.remove();
    const dropped = [];
    for (const [what, unit, selector] of KINDS) {
      const found = page.querySelectorAll(selector);
      if (found.length) dropped.push(`${what} ${found.length} ${unit}`);
      for (const element of found) element.remove();
    }
    for (const element of page.querySelectorAll(".MsoCommentReference, .msocomtxt")) element.remove();
    return dropped;
  }

  const WIDE = /[\u2014\u2018-\u201d\u2026\u2e80-\u9fff\uff00-\uffef]/;

  // Word breaks the source anywhere between Chinese characters: such a break is no blank.
  function tidy(text) {
    return text
      .replace(/[ \t\u00a0]*[\r\n][ \t\r\n\u00a0]*/g, (run, at, all) => (WIDE.test(all[at - 1]) && WIDE.test(all[at + run.length]) ? "" : " "))
      .replace(/[ \t\u00a0]+/g, " ").split(BREAK).map((line) => line.trim()).join("\n").trim();
  }

  // Word's own number as it is seen; a sign of a symbol font is a bullet.
  function numberOf(label) {
    const text = tidy(label.textContent);
    if (/^[^\d一-龥①-⑳㈠-㈩]$/.test(text)) return "· ";
    return /[、）]$/.test(text) ? text : `${text} `;
  }

  function itemNumber(item) {
    const list = item.parentElement;
    if (!list || list.tagName !== "OL") return "· ";
    const number = (list.start || 1) + [...list.children].filter((child) => child.tagName === "LI").indexOf(item);
    return list.parentElement.closest("ol") ? `(${number}) ` : `${number}. `;
  }

  function flush(out) {
    const text = tidy(out.line);
    if (text) {
      out.parts.push({ text: (out.number || "") + text, item: Boolean(out.number) && !out.heading });
      out.number = "";
    }
    out.line = "";
  }

  function walk(node, out) {
    if (node.nodeType === Node.TEXT_NODE) {
      out.line += node.parentElement.closest("pre") ? node.data.replaceAll("\n", BREAK) : node.data;
    } else if (node.nodeType !== Node.ELEMENT_NODE) return;
    else if (node.tagName === "BR") out.line += BREAK;
    else if (node.dataset.edNumber !== undefined) out.number = numberOf(node);
    else if (node.tagName === "TABLE") walkTable(node, out);
    else if (PARAGRAPHS.has(node.tagName)) walkBlock(node, out);
    else if (node.tagName === "SUP" && /^[23]$/.test(node.textContent)) out.line += node.textContent === "2" ? "²" : "³";
    else for (const child of node.childNodes) walk(child, out);
  }

  function walkBlock(node, out) {
    flush(out);
    out.heading = /^H\d$/.test(node.tagName);
    out.number = node.tagName === "LI" ? itemNumber(node) : out.number;
    for (const child of node.childNodes) walk(child, out);
    flush(out);
    if (/^(LI|P|H\d)$/.test(node.tagName)) out.number = ""; // an empty item leaves its number to nobody
    out.heading = false;
  }

  function walkTable(table, out) {
    flush(out);
    const caption = table.caption && partsOf(table.caption);
    if (caption) out.parts.push(...caption);
    const rows = [...table.rows].filter((row) => row.getAttribute("height") !== "0" && row.cells.length);
    const grid = gridOf(rows);
    // A frame of one cell is how Word draws a box: its paragraphs are text.
    if (grid.length === 1 && grid[0].length === 1) walkBlock(rows[0].cells[0], out);
    else if (grid.length) out.parts.push({ text: tableText(grid) });
  }

  // Merged cells: the text in the first, blanks after it; columns and rows that only merging made are left out.
  function gridOf(rows) {
    const grid = rows.map(() => []);
    rows.forEach((row, r) => {
      let column = 0;
      for (const cell of row.cells) {
        while (grid[r][column] !== undefined) column += 1;
        const height = Math.min(cell.rowSpan || rows.length, rows.length - r);
        for (let i = 0; i < height; i++) {
          for (let j = 0; j < Math.min(cell.colSpan, 200); j++) grid[r + i][column + j] = i || j ? null : textIn(cell);
        }
      }
    });
    const columns = [...Array(Math.max(0, ...grid.map((row) => row.length))).keys()];
    const real = columns.filter((column) => grid.some((row) => typeof row[column] === "string"));
    return grid.filter((row) => row.some((cell) => typeof cell === "string")).map((row) => real.map((column) => row[column] || ""));
  }

  // A table inside a cell is told in words: its cells one after another.
  const textIn = (cell) => partsOf(cell).map((part) => part.text.split("\n").map((line) => (isTableLine(line) ? cellsOf(line).filter(Boolean).join(" ") : line)).join(" ")).join(" ");

  function partsOf(node) {
    const out = { parts: [], line: "", number: "", heading: false };
    for (const child of node.childNodes) walk(child, out);
    flush(out);
    return out.parts;
  }

  // {text, dropped}: paragraphs, items and tables of Word, WPS or Excel, and what was left behind.
  function cleaned(html) {
    const page = new DOMParser().parseFromString(html, "text/html");
    const dropped = pruned(page);
    const parts = partsOf(page.body);
    const text = parts.map((part, i) => (i ? (part.item && parts[i - 1].item ? "\n" : "\n\n") : "") + part.text).join("");
    return { text, dropped };
  }

  // Excel's plain text as rows of cells; null where it is no table.
  function tabular(text) {
    const rows = [[]];
    const whole = text.replace(/\r\n?/g, "\n").replace(/\n+$/, "");
    for (const [, cell, end] of whole.matchAll(/("(?:[^"]|"")*"(?=[\t\n]|$)|[^\t\n]*)(\t|\n|$)/g)) {
      rows.at(-1).push(/^".*"$/s.test(cell) ? cell.slice(1, -1).replaceAll('""', '"') : cell);
      if (end === "\n") rows.push([]);
      if (end === "") break;
    }
    const width = rows[0].length;
    return rows.length > 1 && width > 1 && rows.every((row) => row.length === width) ? rows : null;
  }

  // What was copied, as {text, rows, dropped}; ``rows`` where it is one table and nothing else.
  function copied(data) {
    const plain = data.getData("text/plain").replace(/\r\n?/g, "\n");
    const html = data.getData("text/html");
    const read = html ? cleaned(html) : { text: "", dropped: [] };
    const pictures = [...data.files].filter((file) => file.type.startsWith("image/")).length;
    if (!html && pictures) read.dropped.push(`图片 ${pictures} 张`);
    const rows = read.text ? null : tabular(plain);
    if (!read.text) read.text = rows ? tableText(rows) : plain;
    const list = blocks(read.text);
    const alone = list.length === 3 && list[0].body === null && list[2].body === null;
    return { ...read, rows: alone ? list[1].rows.map((row) => row.cells) : null };
  }

  window.prose = { MOST_COLUMNS, make, lineOf, blocks, linesOf, joined, columnsOf, setBody, setCell, tableText, apart, numbered, nextItem, cleaned, tabular, copied };
})();
