// The editors of the narrative: tables, numbered items, paste from Word, live figures.
// The text stays in the textarea that desk.js saves; everything here is comfort on top of it.
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

  // --- writing into a field -------------------------------------------------------------------------

  // As if typed, so that the browser's own undo takes it back.
  function replace(field, from, to, text, caret) {
    field.focus();
    field.setSelectionRange(from, to);
    if (from === to && !text) return;
    if (!document.execCommand(text ? "insertText" : "delete", false, text)) {
      field.setRangeText(text, from, to, "end");
      field.dispatchEvent(new Event("input", { bubbles: true }));
    }
    if (caret !== undefined) field.setSelectionRange(caret, caret);
  }

  const growsItself = CSS.supports("field-sizing", "content");
  function grow(field) {
    if (growsItself && !field.dataset.row) return;
    field.style.height = "auto";
    field.style.height = `${field.scrollHeight + field.offsetHeight - field.clientHeight}px`;
  }

  // --- live figures ---------------------------------------------------------------------------------

  const WHOLE = { goal_table: "绩效目标表（整张）", allocation_table: "分配表（整张）" };
  const fold = (name) => name.normalize("NFKC").replace(/\s/g, "").replace(/^资金\.其中:/, "资金.");

  // Name → what stands in the tables now; null where the page was given none.
  function figures() {
    const given = document.getElementById("live-figures");
    return window.desk.figures || (given && JSON.parse(given.textContent));
  }

  // [name, text] of each figure in a text; undefined for an unknown one.
  function quoted(text) {
    const known = text.includes("{{") && figures();
    if (!known) return [];
    const values = new Map(Object.entries(known).map(([name, value]) => [fold(name), value]));
    const names = [...text.matchAll(/\{\{([^{}\n]{0,200})\}\}/g)].map((match) => match[1]);
    return [...new Set(names)].filter((name) => !(name in WHOLE) && !/^\s*chart:/.test(name)).map((name) => [name, values.get(fold(name))]);
  }

  function matching(query, inCell) {
    const words = query.split(/\s+/).map(fold).filter(Boolean);
    const known = figures();
    if (!known) return null;
    const all = Object.entries(known).map(([name, text]) => ({ name, text: text || "（表中未填）" }));
    if (!inCell) all.push(...Object.entries(WHOLE).map(([name, text]) => ({ name, text })));
    const found = all.filter(({ name, text }) => words.every((word) => fold(name + text).includes(word)));
    const first = ({ name }) => Number(!fold(name).startsWith(words[0] || ""));
    return found.sort((a, b) => first(a) - first(b));
  }

  // The list under the cursor; ``open`` is the field it serves and where its {{ begins.
  const list = make("ul", { id: "ed-list", class: "ed-list", role: "listbox", "aria-label": "可插入的数据", tabindex: "-1", hidden: "" });
  let open = null;
  let dismissed = null;

  function suggest(field, byButton) {
    const before = field.value.slice(0, field.selectionStart);
    const from = before.lastIndexOf("{{");
    const typing = from >= 0 && !/[}\n]/.test(before.slice(from)) && field.selectionStart === field.selectionEnd;
    if (!typing || byButton) dismissed = null;
    if (!typing || (dismissed && dismissed.field === field && dismissed.from === from)) return close();
    const found = matching(before.slice(from + 2), field.matches(".ed-cell"));
    if (!found) return close();
    open = { field, from, found, at: 0, byButton: byButton || (open && open.byButton) };
    dismissed = null;
    list.replaceChildren(...found.map(optionOf));
    if (!found.length) list.append(make("li", { role: "option", "aria-disabled": "true" }, "没有这个数据，按 Esc 收起"));
    for (const [name, value] of [["aria-controls", "ed-list"], ["aria-autocomplete", "list"], ["aria-haspopup", "listbox"]]) field.setAttribute(name, value);
    list.hidden = false;
    place(field, from);
    point(0);
  }

  function optionOf({ name, text }, index) {
    const option = make("li", { role: "option", id: `ed-option-${index}`, "aria-selected": "false" }, make("span", {}, name), make("span", { class: "ed-value" }, text));
    option.addEventListener("click", () => choose(index));
    return option;
  }

  function point(index) {
    const options = [...list.querySelectorAll("[id]")];
    open.at = options.length ? (index + options.length) % options.length : -1;
    options.forEach((option, i) => option.setAttribute("aria-selected", String(i === open.at)));
    if (open.at < 0) return open.field.removeAttribute("aria-activedescendant");
    open.field.setAttribute("aria-activedescendant", options[open.at].id);
    options[open.at].scrollIntoView({ block: "nearest" });
  }

  function close() {
    if (!open) return;
    for (const name of ["controls", "autocomplete", "haspopup", "activedescendant"]) open.field.removeAttribute(`aria-${name}`);
    list.hidden = true;
    open = null;
  }

  function choose(index) {
    const { field, from, found } = open;
    const name = found[index].name;
    const end = field.selectionStart + (field.value.startsWith("}}", field.selectionStart) ? 2 : 0);
    close();
    // A whole table stands in a paragraph of its own.
    const pieces = name in WHOLE ? apart(field.value.slice(0, from), `{{${name}}}`, field.value.slice(end)) : [`{{${name}}}`];
    replace(field, from, end, pieces.join(""));
  }

  // Esc leaves what was typed, and takes back the braces the button wrote.
  function dismiss() {
    const { field, from, byButton } = open;
    dismissed = { field, from };
    close();
    if (byButton) replace(field, from, field.selectionStart, "");
  }

  function listKey(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) point(open.at + step);
    else if (["Enter", "Tab"].includes(event.key) && open.at >= 0) choose(open.at);
    else if (event.key === "Escape") dismiss();
    else return false;
    return true;
  }

  // Under the braces: a copy of the field's text, laid out alike, tells where they stand.
  function place(field, index) {
    const copy = make("div", { class: "ed-copy" }, field.value.slice(0, index), make("span", {}, "{{"));
    const style = getComputedStyle(field);
    for (const name of ["width", "padding", "border", "font", "letterSpacing", "textAlign", "boxSizing"]) copy.style[name] = style[name];
    document.body.append(copy);
    const [mark, box] = [copy.lastChild, field.getBoundingClientRect()];
    const top = box.top + mark.offsetTop - field.scrollTop;
    const left = Math.min(box.left + mark.offsetLeft, document.documentElement.clientWidth - list.offsetWidth - 8);
    const below = top + mark.offsetHeight + 4;
    copy.remove();
    const over = below + list.offsetHeight > window.innerHeight && top > list.offsetHeight;
    list.style.top = `${window.scrollY + (over ? top - list.offsetHeight - 4 : below)}px`;
    list.style.left = `${window.scrollX + Math.max(8, left)}px`;
  }

  // --- an editor ------------------------------------------------------------------------------------

  const STATES = ["refused", "stale", "saving", "dirty", "saved"];
  const TOOLS = [
    ["text", "插入表格", (editor) => editor.insertTable()],
    ["text", "编号", (editor) => editor.number()],
    ["cell", "加行", (editor) => editor.reshape((table, r) => { table.rows.splice(r + 1, 0, blankRow(columnsOf(table))); return [r + 1, 0]; })],
    ["cell", "加列", (editor) => editor.addColumn()],
    ["cell", "删行", (editor) => editor.reshape((table, r, c) => { table.rows.splice(r, 1); return [r, c]; })],
    ["cell", "删列", (editor) => editor.reshape((table, r, c) => { eachRow(table, (cells) => cells.splice(c, 1)); return [r, c]; })],
    ["cell", "删除表格", (editor) => editor.reshape((table) => { table.rows = []; return [0, 0]; })],
    ["", "插入数据", (editor) => editor.insertFigure()],
  ];

  const blankRow = (columns) => ({ written: "", line: lineOf(Array(columns).fill("")), cells: Array(columns).fill("") });

  function eachRow(table, change) {
    const columns = columnsOf(table);
    for (const row of table.rows) {
      while (row.cells.length < columns) row.cells.push("");
      change(row.cells);
      row.line = lineOf(row.cells);
    }
    table.rows = table.rows.filter((row) => row.cells.length);
  }

  class Editor {
    constructor(master) {
      this.master = master;
      this.field = master; // where the cursor is or last was
      this.past = []; // changes of shape, which the browser's own undo does not know
      this.home = master.closest(".writing");
      this.area = make("div", { class: "ed-area" });
      this.news = make("p", { class: "ed-news" });
      this.shown = make("p", { class: "ed-shown" });
      this.bar = make("div", { class: "ed-bar", role: "toolbar", "aria-label": "正文工具" }, ...TOOLS.map((tool) => this.tool(tool)));
      this.home.classList.add("ed");
      this.home.prepend(this.bar);
      master.before(this.area);
      (master.nextElementSibling || master).after(this.news, this.shown);
      this.listen();
      this.draw();
    }

    tool([kind, word, act]) {
      const button = make("button", { type: "button", "data-kind": kind }, word);
      button.addEventListener("mousedown", (event) => event.preventDefault()); // the cursor stays in the text
      button.addEventListener("click", () => { this.field.focus(); act(this); });
      return button;
    }

    listen() {
      const on = (name, act) => this.home.addEventListener(name, act);
      on("input", ({ target }) => { if (this.owns(target)) this.typed(target); });
      // Leaving a part of the text is leaving the text: it is saved at once.
      on("change", ({ target }) => { if (this.places.has(target)) this.master.dispatchEvent(new Event("change", { bubbles: true })); });
      on("paste", (event) => { if (this.owns(event.target)) this.paste(event); });
      on("keydown", (event) => { if (this.key(event)) { event.preventDefault(); event.stopPropagation(); } });
      on("focusin", (event) => this.entered(event));
      on("focusout", (event) => this.left(event));
      on("mousedown", (event) => { if (event.target.matches(".ed-table td")) { event.preventDefault(); event.target.firstChild.focus(); } });
      // An input method's last word comes without an event that desk.js could see.
      on("compositionend", ({ target }) => { if (this.places.has(target)) this.master.dispatchEvent(new CompositionEvent("compositionend", { bubbles: true })); });
      this.master.addEventListener("desk:replaced", () => this.replaced());
      new MutationObserver(() => this.follow()).observe(this.master, { attributes: true, attributeFilter: ["class"] });
    }

    owns(node) {
      return node === this.master || this.places.has(node);
    }

    // --- drawing ---

    draw() {
      const held = [...this.area.querySelectorAll("textarea")].indexOf(document.activeElement);
      this.text = this.master.value;
      this.list = blocks(this.text);
      this.grid = this.list.length > 1;
      this.places = new Map(); // field → {block, row, column}
      this.area.hidden = !this.grid;
      this.area.replaceChildren(...(this.grid ? this.list.map((block) => (block.rows ? this.tableOf(block) : this.textOf(block))) : []));
      this.master.classList.toggle("ed-under", this.grid);
      this.master.tabIndex = this.grid ? -1 : 0;
      if (this.grid) this.master.setAttribute("aria-hidden", "true");
      else this.master.removeAttribute("aria-hidden");
      for (const field of this.fields()) grow(field);
      if (!this.owns(this.field)) this.field = this.fields()[0];
      if (held >= 0) this.fields()[Math.min(held, this.fields().length - 1)].focus();
      this.tell();
    }

    fields() {
      return this.grid ? [...this.places.keys()] : [this.master];
    }

    fieldOf(what, value, place) {
      const field = make("textarea", { class: place.row ? "ed-cell" : "ed-text", rows: "1", autocomplete: "off", spellcheck: "false", "aria-label": what });
      field.value = value;
      this.places.set(field, place);
      return field;
    }

    textOf(block) {
      return this.fieldOf(`${this.master.getAttribute("aria-label") || "正文"}，文字`, block.body || "", { block });
    }

    tableOf(block) {
      const columns = [...Array(columnsOf(block)).keys()];
      const cell = (row, r, c) => make("td", {}, this.fieldOf(`${r ? `第 ${r + 1} 行` : "表头"}第 ${c + 1} 列`, row.cells[c] || "", { block, row, column: c }));
      const rows = block.rows.map((row, r) => make("tr", {}, ...columns.map((c) => cell(row, r, c))));
      const table = make("table", { class: "ed-table" }, make("colgroup", {}, ...columns.map((c) => this.columnOf(block, c))), make("tbody", {}, ...rows));
      table.style.minWidth = `${columns.length * 4.5}em`;
      return make("div", { class: "ed-scroll" }, table);
    }

    // As wide as on paper: by the longest text within bounds (compose/tables.py).
    columnOf(block, column) {
      const longest = (c) => Math.max(6, Math.min(20, Math.max(...block.rows.map((row) => (row.cells[c] || "").length))));
      const all = [...Array(columnsOf(block)).keys()].reduce((sum, c) => sum + longest(c), 0);
      const col = make("col", {});
      col.style.width = `${(100 * longest(column)) / all}%`;
      return col;
    }

    // What the figures in the text will read.
    tell() {
      const found = quoted(this.text);
      const said = found.map(([name, text]) => (text ? `${name} ${text}` : make("b", {}, `${name} ${text === undefined ? "未知" : "表中未填"}`)));
      this.shown.replaceChildren(...(said.length ? ["正文中将显示：", ...said.flatMap((part, i) => (i ? [" · ", part] : [part]))] : []));
    }

    say(dropped) {
      const sentence = dropped.length ? `粘贴的内容中，${dropped.join("、")}没有带入。` : "";
      this.news.textContent = sentence;
      if (sentence) window.desk.say(sentence, true);
    }

    // --- text and fields in step ---

    typed(field) {
      if (field === this.master) this.follow();
      else this.keep(field);
      if (document.activeElement === field) suggest(field);
    }

    keep(field) {
      const { block, row, column } = this.places.get(field);
      if (row) setCell(block, row, column, field.value);
      else setBody(this.list, block, field.value);
      grow(field);
      this.write(joined(this.list));
      this.tell();
    }

    write(text) {
      this.text = text;
      window.desk.put(this.master, text);
    }

    // The text was typed here or replaced elsewhere. A grid is not redrawn for blanks the server has trimmed.
    follow() {
      const value = this.master.value;
      this.area.dataset.state = STATES.find((name) => this.master.classList.contains(name)) || "";
      if (value === this.text || (this.grid && value.trim() === this.text.trim())) return;
      if (this.grid || document.activeElement !== this.master) return this.draw();
      this.text = value;
      this.tell();
    }

    replaced() {
      if (this.master.value.trim() !== this.text.trim()) this.draw();
    }

    entered({ target }) {
      if (target === this.master && this.grid) return this.fields()[0].focus({ preventScroll: true });
      if (!this.owns(target)) return;
      this.field = target;
      document.dispatchEvent(new CustomEvent("desk:selected", { detail: { input: this.master } }));
      const kind = target.matches(".ed-cell") ? "cell" : "text";
      for (const button of this.bar.children) button.hidden = !["", kind].includes(button.dataset.kind);
      const first = this.bar.querySelector("button:not([hidden])");
      for (const button of this.bar.children) button.tabIndex = button === first ? 0 : -1;
      this.tell();
    }

    // Table lines typed by hand become a table when one leaves the text, not under the typing hand.
    left({ relatedTarget }) {
      close();
      if (this.home.contains(relatedTarget) || !document.hasFocus()) return;
      if (blocks(this.master.value).length !== this.list.length) this.draw();
    }

    // --- changes of shape ---

    rewrite(text, focus) {
      this.past.push({ before: this.master.value, after: text });
      this.write(text);
      this.draw();
      focus();
    }

    undo() {
      const last = this.past.at(-1);
      if (!last || last.after.trim() !== this.master.value.trim()) return false;
      this.past.pop();
      this.write(last.before);
      this.draw();
      const same = [...last.before].findIndex((sign, i) => sign !== last.after[i]);
      this.focusAt(same < 0 ? last.before.length : same);
      return true;
    }

    // Where a block's text begins in the whole.
    start(block) {
      let at = 0;
      for (const other of this.list) {
        if (other === block) break;
        const lines = linesOf(other);
        at += lines.length ? lines.join("\n").length + 1 : 0;
      }
      return Math.min(this.text.length, at + (block.before || []).reduce((sum, line) => sum + line.length + 1, 0));
    }

    span(field) {
      const from = this.places.has(field) ? this.start(this.places.get(field).block) : 0;
      return [from + field.selectionStart, from + field.selectionEnd];
    }

    focusAt(offset) {
      const block = this.list.findLast((one) => this.start(one) <= offset && linesOf(one).length) || this.list[0];
      const field = this.fields().find((one) => !this.grid || this.places.get(one).block === block);
      field.focus();
      const caret = Math.max(0, offset - (this.grid ? this.start(block) : 0));
      if (!block.rows) field.setSelectionRange(caret, caret);
    }

    focusCell(block, r, c) {
      const row = block.rows[Math.max(0, Math.min(r, block.rows.length - 1))];
      const column = Math.max(0, Math.min(c, columnsOf(block) - 1));
      const found = [...this.places].find(([, place]) => place.row === row && place.column === column);
      found[0].focus();
    }

    insertBlocks(text, [from, to], after) {
      const whole = this.text;
      const pieces = apart(whole.slice(0, from), text, whole.slice(to));
      const offset = from + (after ? pieces.join("").length : pieces[0].length);
      this.rewrite(whole.slice(0, from) + pieces.join("") + whole.slice(to), () => this.focusAt(offset));
    }

    insertTable() {
      const rows = Array.from({ length: 3 }, () => ["", "", ""]);
      const [, end] = this.span(this.field);
      this.insertBlocks(tableText(rows), [end, end]);
    }

    insertFigure() {
      if (!figures()) return window.desk.say("还没有可插入的数据。", true);
      replace(this.field, this.field.selectionStart, this.field.selectionEnd, "{{");
      suggest(this.field, true);
    }

    number() {
      const { value, selectionStart, selectionEnd } = this.field;
      const change = numbered(value, selectionStart, selectionEnd);
      replace(this.field, change.from, change.to, change.text);
    }

    // change(table, row, column) alters the table and says which cell to go to.
    reshape(change) {
      const { block, row, column } = this.places.get(this.field);
      const [index, from] = [this.list.indexOf(block), this.start(block)];
      const [r, c] = change(block, block.rows.indexOf(row), column);
      this.rewrite(joined(this.list), () => (block.rows.length ? this.focusCell(this.list[index], r, c) : this.focusAt(from)));
    }

    addColumn() {
      this.reshape((table, r, c) => {
        if (columnsOf(table) >= MOST_COLUMNS) window.desk.say(`一张表最多 ${MOST_COLUMNS} 列。`, true);
        else eachRow(table, (cells) => cells.splice(c + 1, 0, ""));
        return [r, c + 1];
      });
    }

    // --- paste and keys ---

    paste(event) {
      const read = copied(event.clipboardData);
      const { field } = this;
      if (!read.text && !read.dropped.length) return;
      event.preventDefault();
      this.say(read.dropped);
      if (field.matches(".ed-cell") && read.rows) this.spread(field, read.rows);
      else if (field.matches(".ed-cell")) replace(field, field.selectionStart, field.selectionEnd, read.text.replace(/\s*\n\s*/g, " "));
      else if (blocks(read.text).length > 1) this.insertBlocks(read.text, this.span(field), true);
      else replace(field, field.selectionStart, field.selectionEnd, read.text);
    }

    // A block of cells pasted into a table, which grows as needed.
    spread(field, rows) {
      this.reshape((table, r, c) => {
        if (c + rows[0].length > MOST_COLUMNS) window.desk.say(`一张表最多 ${MOST_COLUMNS} 列，没有粘贴。`, true);
        else rows.forEach((cells, i) => {
          if (!table.rows[r + i]) table.rows.push(blankRow(columnsOf(table)));
          cells.forEach((text, j) => setCell(table, table.rows[r + i], c + j, text));
        });
        return [r, c];
      });
    }

    key(event) {
      if (event.isComposing) return false;
      if (this.bar.contains(event.target)) return this.barKey(event);
      if (!this.owns(event.target)) return false;
      if (open && listKey(event)) return true;
      if ((event.ctrlKey || event.metaKey) && !event.shiftKey && event.key === "z") return this.undo();
      if (event.altKey && event.key === "F10") return this.bar.querySelector("button:not([hidden])").focus() || true;
      if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return false;
      return event.target.matches(".ed-cell") ? this.cellKey(event.target, event.key) : this.textKey(event.target, event.key);
    }

    barKey({ key, target }) {
      const buttons = [...this.bar.querySelectorAll("button:not([hidden])")];
      const step = { ArrowRight: 1, ArrowLeft: -1 }[key];
      if (step) buttons[(buttons.indexOf(target) + step + buttons.length) % buttons.length].focus();
      else if (key === "Escape") this.field.focus();
      return Boolean(step) || key === "Escape";
    }

    textKey(field, key) {
      const change = key === "Enter" && field.selectionStart === field.selectionEnd && nextItem(field.value, field.selectionStart);
      if (change) return replace(field, change.from, change.to, change.text, change.caret) || true;
      const down = key === "ArrowDown" && field.selectionStart === field.value.length;
      const up = key === "ArrowUp" && field.selectionEnd === 0;
      return (down || up) && this.step(this.fields().indexOf(field) + (down ? 1 : -1));
    }

    cellKey(field, key) {
      const { block, row, column } = this.places.get(field);
      const short = field.clientHeight < 45; // one line: an arrow has nowhere to go inside it
      const down = key === "Enter" || (key === "ArrowDown" && (short || field.selectionStart === field.value.length));
      const up = key === "ArrowUp" && (short || field.selectionEnd === 0);
      if (!down && !up) return false;
      const next = block.rows[block.rows.indexOf(row) + (down ? 1 : -1)];
      const fields = this.fields();
      const there = fields.findIndex((one) => this.places.get(one).row === next && this.places.get(one).column === column);
      const inTable = fields.filter((one) => this.places.get(one).block === block);
      return this.step(next ? there : fields.indexOf(down ? inTable.at(-1) : inTable[0]) + (down ? 1 : -1));
    }

    step(index) {
      const field = this.fields()[index];
      if (field) field.focus();
      return Boolean(field);
    }
  }

  window.narrative = { blocks, joined, cleaned, tabular, numbered, nextItem };
  document.querySelector("main").append(list);
  list.addEventListener("mousedown", (event) => event.preventDefault());
  const editors = [...document.querySelectorAll(".writing textarea[data-row][data-field]")].map((master) => new Editor(master));
  document.addEventListener("desk:figures", () => { for (const editor of editors) editor.tell(); });
})();
