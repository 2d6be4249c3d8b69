// The editors of the narrative: comfort on top of the textarea that desk.js saves.
"use strict";

(function () {
  const {
    MOST_COLUMNS, make, lineOf, blocks, linesOf, joined, columnsOf, setBody, setCell, tableText, apart, numbered, nextItem,
    cleaned, tabular, copied,
  } = window.prose;
  const { replace, grow, figures, quoted, list, serving, suggest, close, listKey } = window.figures;

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
      const table = make("table", { class: "ed-table" }, make("colgroup", {}));
      // As on paper: as wide as the longest text within bounds, a long text set to the left (compose/tables.py).
      const longest = [...Array(columnsOf(block)).keys()].map((c) => Math.max(...block.rows.map((row) => (row.cells[c] || "").length)));
      const shares = longest.map((length) => Math.max(6, Math.min(20, length)));
      const all = shares.reduce((sum, share) => sum + share, 0);
      for (const share of shares) table.firstChild.appendChild(make("col", {})).style.width = `${(100 * share) / all}%`;
      table.style.minWidth = `${0.85 * all}em`;
      const cell = (row, r, c) => make("td", longest[c] > 12 && r ? { class: "long" } : {},
        this.fieldOf(`${r ? `第 ${r + 1} 行` : "表头"}第 ${c + 1} 列`, row.cells[c] || "", { block, row, column: c }));
      table.append(make("tbody", {}, ...block.rows.map((row, r) => make("tr", {}, ...longest.map((_, c) => cell(row, r, c))))));
      return make("div", { class: "ed-scroll" }, table);
    }

    // What the figures in the text will read.
    tell() {
      const found = quoted(this.text);
      const said = found.map(([name, text]) => (text === undefined ? make("b", {}, `${name.trim()} 未知`) : `${name.trim()} ${text || "（表中未填）"}`));
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
      if (serving() && listKey(event)) return true;
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
