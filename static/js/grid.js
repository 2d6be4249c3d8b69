// The tables of the clerk's page work like a spreadsheet: select, type, move, copy, paste, undo.
// A selected cell is a really focused control with its whole text selected, so that an input method works at once.
"use strict";

(function () {
  const desk = window.desk;
  const ARROWS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
  const OWN_CLICKS = "a, button, select, label, summary, .extra, .cell-note"; // inside a cell, yet not the cell
  const SIDES = ["top", "left", "bottom", "right"];
  const DRAG_PIXELS = 5;
  const KEPT_CHANGES = 200;

  // --- the tables as grids ------------------------------------------------------------------------

  const places = new Map(); // td → {grid, top, left, bottom, right}

  // Every square of the rows, a merged cell standing in each square it covers.
  function squares(rows) {
    const cells = rows.map(() => []);
    rows.forEach((row, top) => {
      let left = 0;
      for (const cell of row.cells) {
        while (cells[top][left]) left += 1;
        for (let r = top; r < Math.min(rows.length, top + cell.rowSpan); r += 1) {
          for (let c = left; c < left + cell.colSpan; c += 1) cells[r][c] = cell;
        }
      }
    });
    return cells;
  }

  function build(table) {
    const rows = [...table.querySelectorAll("tbody > tr")];
    // A row of hints is no row of the form; the group's cell beside it is, by the other rows it covers.
    const cells = squares(rows).filter((_, index) => !rows[index].classList.contains("hints"));
    const grid = { cells, heads: squares([...table.querySelectorAll("thead > tr")]) };
    cells.forEach((line, row) => line.forEach((td, col) => {
      if (!places.has(td)) places.set(td, { grid, top: row, left: col });
      Object.assign(places.get(td), { bottom: row, right: col });
    }));
    return grid;
  }

  // The bands of the form stand on the same columns, so up and down lead from one to the next.
  const form = [...document.querySelectorAll(".form-table")].map(build).filter((grid) => grid.cells.length);
  document.querySelectorAll(".grid.cells").forEach(build);

  function control(td) {
    const input = td.id && document.getElementById(td.id.replace(/^cell-/, "in-"));
    return input && td.contains(input) ? input : null;
  }

  const open = (input) => Boolean(input) && !input.disabled && !input.readOnly;
  const takesText = (input) => Boolean(input) && input.tagName !== "SELECT";

  function textOf(td) {
    const input = control(td);
    return input ? input.value : (td.querySelector(".text") || td).textContent.trim();
  }

  // --- the selection ------------------------------------------------------------------------------

  let at = null; // {td, input, row, col}; row and col: the line one came along, kept while passing merged cells
  let reach = null; // {row, col}: the corner of a block opposite to the selected cell; {all} for the whole band
  let mode = "select"; // "enter": typed over the cell, arrows leave it; "edit": arrows move the caret
  let before = ""; // the text before typing began
  let marked = [];

  // Whether keys mean the selected cell, not a button in it or another part of the page.
  const here = () => Boolean(at) && document.activeElement === (at.input || at.td);

  // The block from the selected cell to its other corner, grown until no merged cell is cut.
  function block() {
    const { grid, ...area } = places.get(at.td);
    if (reach && reach.all) return { top: 0, left: 0, bottom: grid.cells.length - 1, right: grid.cells[0].length - 1 };
    let corners = reach ? [places.get(grid.cells[reach.row][reach.col])] : [];
    while (corners.length) {
      for (const corner of corners) {
        area.top = Math.min(area.top, corner.top);
        area.left = Math.min(area.left, corner.left);
        area.bottom = Math.max(area.bottom, corner.bottom);
        area.right = Math.max(area.right, corner.right);
      }
      corners = cellsIn(area).map((td) => places.get(td)).filter((place) => sticksOut(place, area));
    }
    return area;
  }

  function sticksOut(place, area) {
    return place.top < area.top || place.left < area.left || place.bottom > area.bottom || place.right > area.right;
  }

  function cellsIn(area) {
    const lines = places.get(at.td).grid.cells.slice(area.top, area.bottom + 1);
    return [...new Set(lines.flatMap((line) => line.slice(area.left, area.right + 1)))];
  }

  function paint() {
    for (const td of marked) td.classList.remove("chosen", "editing", "picked", ...SIDES.map((side) => `edge-${side}`));
    marked = at ? cellsIn(block()) : [];
    if (!at) return;
    at.td.classList.add("chosen");
    at.td.classList.toggle("editing", mode !== "select");
    if (marked.length === 1) return;
    const area = block();
    for (const td of marked) {
      td.classList.add("picked");
      for (const side of SIDES) td.classList.toggle(`edge-${side}`, places.get(td)[side] === area[side]);
    }
  }

  let told = [];

  function announce(input, cell) {
    if (told[0] === input && told[1] === cell) return;
    told = [input, cell];
    document.dispatchEvent(new CustomEvent("desk:selected", { detail: { input, cell } }));
  }

  // ``spot``: the line one came along; ``input``: a lesser control of the cell; ``still``: the page must not scroll.
  function choose(td, { spot, input, still } = {}) {
    commit();
    const place = places.get(td);
    const own = control(td);
    const to = input || (own && !own.disabled ? own : null);
    at = { td, input: to, row: place.top, col: place.left, ...spot };
    reach = null;
    before = to ? to.value : "";
    // The lesser fields of a cell (reasons, found items) are text first, cells second.
    if (to !== own && takesText(to)) begin("edit");
    if (!to) td.tabIndex = -1;
    (to || td).focus({ preventScroll: true });
    if (!still) td.scrollIntoView({ block: "nearest" });
    selectText();
    paint();
    announce(to, td);
  }

  // What is typed next replaces the whole text, whatever else has written into the control meanwhile.
  function selectText() {
    if (mode === "select" && here() && takesText(at.input)) at.input.select();
  }

  function extendTo(corner) {
    reach = corner;
    paint();
    selectText();
  }

  function leave() {
    commit();
    at = reach = null;
    paint();
  }

  // --- moving -------------------------------------------------------------------------------------

  // One cell on, from the edge of a merged cell, and from the form's last row into the next band.
  function onward(grid, from, down, right) {
    const place = places.get(grid.cells[from.row][from.col]);
    const row = down < 0 ? place.top - 1 : down > 0 ? place.bottom + 1 : from.row;
    const col = right < 0 ? place.left - 1 : right > 0 ? place.right + 1 : from.col;
    if (grid.cells[row] && grid.cells[row][col]) return { grid, row, col };
    const next = down && form.includes(grid) && form[form.indexOf(grid) + down];
    return next ? { grid: next, row: down < 0 ? next.cells.length - 1 : 0, col } : null;
  }

  // The end of the row; up and down, the last cell of its kind: the row of totals is no more of the column.
  function farOnward(grid, from, down, right) {
    const kind = ({ row, col }) => {
      const td = grid.cells[row][col];
      return `${places.get(td).left} ${td.colSpan} ${open(control(td))}`;
    };
    let to = onward(grid, from, down, right);
    for (let next = to; next && next.grid === grid && (right || kind(next) === kind(from)); ) {
      to = next;
      next = onward(grid, to, down, right);
    }
    return to;
  }

  function go(to) {
    if (to) return choose(to.grid.cells[to.row][to.col], { spot: { row: to.row, col: to.col } });
    commit();
    extendTo(null);
  }

  const move = (down, right, far) => go((far ? farOnward : onward)(places.get(at.td).grid, at, down, right));

  function extend(down, right, far) {
    const { grid } = places.get(at.td);
    const from = reach && !reach.all ? reach : at;
    // The selected cell's own row or column says how far far is.
    const lane = far && down ? { row: from.row, col: at.col } : far ? { row: at.row, col: from.col } : from;
    const to = (far ? farOnward : onward)(grid, lane, down, right);
    if (!to || to.grid !== grid) return;
    extendTo(down ? { row: to.row, col: from.col } : { row: from.row, col: to.col });
    grid.cells[reach.row][reach.col].scrollIntoView({ block: "nearest" });
  }

  function movePage(down) {
    const height = (to) => to.grid.cells[to.row][to.col].getBoundingClientRect().top;
    const start = { ...at, grid: places.get(at.td).grid };
    let last = start;
    let next = onward(start.grid, start, down, 0);
    while (next && Math.abs(height(next) - height(start)) < innerHeight * 0.7) {
      last = next;
      next = onward(last.grid, last, down, 0);
    }
    go(last);
  }

  function moveToCorner(end) {
    const { grid } = places.get(at.td);
    const last = form.includes(grid) ? form.at(end ? -1 : 0) : grid;
    choose(last.cells.at(end ? -1 : 0).at(end ? -1 : 0));
  }

  // --- writing, and taking it back ----------------------------------------------------------------

  const done = []; // changes, the last one last: {label, cells: [{input, before, after}]}
  const undone = [];

  function record(label, cells) {
    done.push({ label, cells });
    done.splice(0, done.length - KEPT_CHANGES);
    undone.length = 0;
    return done.at(-1);
  }

  function apply(cells, which) {
    for (const cell of cells) desk.put(cell.input, cell[which]);
    selectText();
    desk.save();
  }

  let news = "";

  // The news stand beside what the save then says, which would else take their place at once.
  async function tell(sentence, label, act) {
    const line = document.getElementById("saved");
    news = sentence;
    desk.offer(sentence, label, act);
    if (!(await desk.save()) || news !== sentence || line.textContent.startsWith(sentence)) return;
    const problem = line.classList.contains("problem");
    desk.offer(`${sentence}${line.textContent}`, label, act);
    line.classList.toggle("problem", problem);
  }

  // ``writes``: [input, text] of each cell; nothing is recorded where nothing changes.
  function change(label, writes) {
    const cells = writes.map(([input, after]) => ({ input, before: input.value, after }));
    const real = cells.filter((cell) => cell.before !== cell.after);
    if (!real.length) return null;
    apply(real, "after");
    return record(label, real);
  }

  function turn(from, to, item, which) {
    commit();
    const index = from.indexOf(item);
    if (index < 0) return;
    to.push(...from.splice(index, 1));
    const first = item.cells[0].input;
    choose(first.closest("td"), { input: first });
    apply(item.cells, which);
    if (which === "before") tell(`已撤销：${item.label}。`, "重做", () => turn(undone, done, item, "after"));
    else tell(`已重做：${item.label}。`, "撤销", () => undo(item));
  }

  const undo = (item = done.at(-1)) => turn(done, undone, item, "before");
  const redo = () => turn(undone, done, undone.at(-1), "after");

  function begin(how) {
    if (!open(at.input)) return;
    if (mode === "select") before = at.input.value;
    mode = how;
    paint();
  }

  function edit() {
    if (!here() || !open(at.input) || !takesText(at.input)) return;
    begin("edit");
    at.input.setSelectionRange(at.input.value.length, at.input.value.length);
  }

  function commit() {
    if (mode === "select") return;
    mode = "select";
    paint();
    if (at.input.value === before) return;
    record("填写", [{ input: at.input, before, after: at.input.value }]);
    desk.save();
  }

  function cancel() {
    mode = "select";
    desk.put(at.input, before);
    extendTo(null);
  }

  // As if typed, so that the browser's own undo still knows it.
  const insert = (text) => document.execCommand("insertText", false, text);

  const openInputs = () => cellsIn(block()).map(control).filter(open);

  function clear(label) {
    const writes = openInputs().filter((input) => takesText(input) && input.value).map((input) => [input, ""]);
    change(`${label} ${writes.length} 格`, writes);
  }

  // What was typed into the selected cell, into every cell of the block.
  // [input, text] as the control can hold it; none where a list does not offer the text.
  function fitting(input, text) {
    if (!takesText(input)) return [...input.options].some((option) => option.value === text) ? [[input, text]] : [];
    return [[input, input.tagName === "INPUT" ? text.replaceAll("\n", " ") : text]];
  }

  function fillBlock() {
    const text = at.input.value;
    const inputs = openInputs();
    const corner = reach;
    cancel();
    change(`填入 ${inputs.length} 格`, inputs.flatMap((input) => fitting(input, text)));
    extendTo(corner);
  }

  // --- keys ---------------------------------------------------------------------------------------

  document.addEventListener("keydown", (event) => {
    if (event.isComposing || event.keyCode === 229) {
      if (!event.isComposing) selectText(); // an input method is about to begin over the selected cell
      return;
    }
    if (event.key === "F1") {
      event.preventDefault();
      return help();
    }
    if (!here()) return;
    const ctrl = event.ctrlKey || event.metaKey;
    if ((mode === "select" ? selectKey : typingKey)(event, ctrl)) event.preventDefault();
    else selectText();
  });

  // Both answer whether the key was theirs; a key that was not keeps its meaning in the control.
  function selectKey(event, ctrl) {
    const { key, shiftKey, altKey } = event;
    const arrow = ARROWS[key];
    if (arrow && !altKey) {
      if (!ctrl && arrow[0] && at.input && !takesText(at.input)) return false;
      (shiftKey ? extend : move)(...arrow, ctrl);
      return true;
    }
    const keys = {
      Enter: () => (altKey ? edit() || breakLine() : move(shiftKey ? -1 : 1, 0)),
      F2: edit,
      Escape: () => choose(at.td),
      Home: () => (ctrl ? moveToCorner(false) : (shiftKey ? extend : move)(0, -1, true)),
      End: () => (ctrl ? moveToCorner(true) : (shiftKey ? extend : move)(0, 1, true)),
      PageUp: () => movePage(-1),
      PageDown: () => movePage(1),
      Delete: () => clear("清除"),
      Backspace: () => clear("清除"),
    };
    const withCtrl = { a: () => extendTo({ all: true }), z: () => (shiftKey ? redo() : undo()), y: redo };
    const act = keys[key] || (ctrl && !altKey && withCtrl[key.toLowerCase()]);
    if (act) act();
    // A space would scroll the page away under a cell that takes no text.
    return Boolean(act) || (key === " " && !at.input);
  }

  function typingKey(event, ctrl) {
    const { key, shiftKey, altKey } = event;
    if (key === "Enter") {
      if (altKey) breakLine();
      else if (ctrl) fillBlock();
      else move(shiftKey ? -1 : 1, 0);
    } else if (key === "Escape") cancel();
    else if (key === "F2") begin(mode === "edit" ? "enter" : "edit");
    else if (mode === "enter" && ARROWS[key] && !ctrl && !shiftKey && !altKey) move(...ARROWS[key]);
    else return false;
    return true;
  }

  function breakLine() {
    if (open(at.input) && at.input.tagName === "TEXTAREA") insert("\n");
  }

  // Typing, an input method, dropped text: whatever is about to change the selected cell begins an entry.
  for (const name of ["beforeinput", "compositionstart"]) {
    document.addEventListener(name, (event) => {
      if (at && event.target === at.input && mode === "select" && takesText(at.input)) begin("enter");
    });
  }
  document.addEventListener("change", (event) => {
    if (!at || event.target !== at.input || takesText(at.input) || at.input.value === before) return;
    record("选择", [{ input: at.input, before, after: at.input.value }]);
    before = at.input.value;
  });

  // --- focus and mouse ----------------------------------------------------------------------------

  document.addEventListener("focusin", ({ target }) => {
    const td = target.closest("td");
    if (places.has(td) && (target === td || target.matches("[data-row]"))) {
      if (at && (at.input || at.td) === target) selectText();
      else choose(td, { input: target === td ? null : target });
    } else if (target.matches("[data-row]")) {
      leave();
      announce(target, null);
    }
  });
  // An entry ends as one goes to another cell, not as the focus goes elsewhere: one comes back from another window,
  // a button or the dialog for logging in to the same caret, and types on.

  let press = null; // {td, x, y, again}: a pressed mouse button; again: on the cell that was selected already

  // Before the page's own handler, which gives a click beside the text to the control.
  document.addEventListener("mousedown", (event) => {
    press = null;
    const td = event.target.closest("td");
    if (event.button || !places.has(td)) return;
    if (event.target.closest(OWN_CLICKS)) {
      if (here() && event.target === at.input && takesText(at.input)) begin("edit");
      return;
    }
    const same = (here() || mode !== "select") && at.td === td && at.input === control(td);
    if (event.shiftKey && at && mode === "select" && places.get(at.td).grid === places.get(td).grid) {
      event.preventDefault();
      choose(at.td, { spot: { row: at.row, col: at.col }, still: true });
      return extendTo({ row: places.get(td).top, col: places.get(td).left });
    }
    press = { td, x: event.clientX, y: event.clientY, again: same && Boolean(at.input) && !reach };
    if (same && event.target === at.input && !reach) {
      if (mode === "enter") begin("edit");
      if (mode === "edit") press = null;
      return;
    }
    event.preventDefault();
    if (!same || reach) choose(td, { still: true });
  }, true);
  document.addEventListener("mousemove", (event) => {
    if (!press || !(event.buttons & 1)) return;
    // A table that moves under a resting mouse is no drag.
    if (Math.hypot(event.clientX - press.x, event.clientY - press.y) < DRAG_PIXELS) return;
    const td = event.target.closest("td");
    const place = places.get(td);
    if (!place || !at || place.grid !== places.get(at.td).grid || (td === press.td && !reach)) return;
    press.again = false;
    extendTo({ row: place.top, col: place.left });
  });
  document.addEventListener("mouseup", (event) => {
    const again = press && press.again && here() && mode === "select";
    press = null;
    if (!again) return;
    // The browser has set the caret; a double click would have marked a word, a click beside the text nothing.
    if (event.detail > 1 || event.target !== at.input) edit();
    else begin("edit");
  });

  // --- the keys, told ------------------------------------------------------------------------------

  const KEYS = [
    ["↑ ↓ ← →", "移到相邻的格；加 Shift 选一片，加 Ctrl 到表边"],
    ["Tab、Shift+Tab", "下一个、上一个可填的格"],
    ["Enter、Shift+Enter", "填好，移到下一行、上一行"],
    ["直接打字", "替换整格；再按方向键即填好并移开"],
    ["F2、再点一次、双击", "修改格内文字，方向键移动光标"],
    ["Alt+Enter", "格内换行"],
    ["Esc", "取消这次填写，恢复原文"],
    ["Delete、Backspace", "清除选中的格"],
    ["Home、End", "行首、行末；加 Ctrl 到表首、表末"],
    ["PageUp、PageDown", "上一屏、下一屏"],
    ["Ctrl+C、Ctrl+X、Ctrl+V", "复制、剪切、粘贴，可与 Excel、WPS 表格互贴"],
    ["Ctrl+A", "选中本部分全部的格"],
    ["Ctrl+Enter", "把所填文字填入选中的每一格"],
    ["Ctrl+Z、Ctrl+Y", "撤销、重做"],
    ["Ctrl+S", "立即保存"],
    ["F1", "打开本说明"],
  ];
  let dialog = null;

  function made(tag, className, ...content) {
    const element = document.createElement(tag);
    element.className = className;
    element.append(...content);
    return element;
  }

  function help() {
    if (!dialog) {
      const close = made("button", "button", "关闭");
      const list = made("dl", "keys", ...KEYS.flatMap(([keys, act]) => [made("dt", "", keys), made("dd", "", act)]));
      const title = made("h2", "", "键盘操作");
      title.id = "keys-title";
      dialog = made("dialog", "keys-dialog", title, list, close);
      dialog.setAttribute("aria-labelledby", title.id);
      close.type = "button";
      close.addEventListener("click", () => dialog.close());
      document.body.append(dialog);
    }
    if (!dialog.open) dialog.showModal();
  }

  const link = made("button", "link keys-link", "键盘操作（F1）");
  link.type = "button";
  link.addEventListener("click", help);
  const header = document.querySelector("#sheet header");
  if (header) header.append(link);

  window.grid = {
    places, block, cellsIn, control, edit, open, fitting, textOf, here, extendTo, commit, insert, clear, change, undo, tell,
    get at() { return at; },
    get mode() { return mode; },
  };
})();
