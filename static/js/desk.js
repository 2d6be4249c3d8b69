// The clerk's page: rows are saved as they are left, in order, one request at a time.
// The page computes no figure; rates, verdicts, sums and findings come back with each save.
"use strict";

(function () {
  const sheet = document.getElementById("sheet");
  const savedLine = document.getElementById("saved");
  const panel = document.getElementById("panel");
  const submitForm = document.getElementById("submit");
  const RETRY_MS = 5000;

  // Read anew for each request: logging in again in another tab changes it.
  function csrf() {
    const found = document.cookie.match(/(?:^|; )csrftoken=([^;]+)/);
    return found ? found[1] : document.querySelector("[name=csrfmiddlewaretoken]").value;
  }

  // --- what is where ------------------------------------------------------------------------------

  const rows = new Map();
  for (const input of document.querySelectorAll("[data-row]")) {
    const key = input.dataset.row;
    if (!rows.has(key)) {
      rows.set(key, {
        version: Number(input.dataset.version),
        cells: new Map(), // field → input
        stored: new Map(), // field → the text the server has
        refused: {}, // field → the text it refused
        conflicts: new Set(), // fields the person has yet to decide
        confirmed: null,
      });
    }
    rows.get(key).cells.set(input.dataset.field, input);
    rows.get(key).stored.set(input.dataset.field, input.value);
  }

  // What the server does not have yet.
  function changed(row) {
    const cells = {};
    for (const [field, input] of row.cells) if (input.value !== row.stored.get(field)) cells[field] = input.value;
    return cells;
  }

  function dirtyRows() {
    return [...rows].filter(([, row]) => Object.keys(changed(row)).length);
  }

  // The part of it that can be sent now: not what was just refused, not what waits for a decision.
  function sendable(row) {
    const cells = changed(row);
    for (const field of Object.keys(cells)) {
      if (row.conflicts.has(field) || row.refused[field] === cells[field]) delete cells[field];
    }
    return cells;
  }

  // --- the state of a cell ------------------------------------------------------------------------

  function note(input, text, action) {
    const box = input.parentElement.querySelector(".cell-note");
    box.textContent = text || "";
    if (action) {
      for (const [label, act] of action) {
        const button = document.createElement("button");
        button.type = "button";
        button.className = "link";
        button.textContent = label;
        button.addEventListener("click", act);
        box.append(" ", button);
      }
    }
  }

  function state(input, name) {
    input.classList.remove("saving", "saved", "refused", "dirty", "stale");
    if (name) input.classList.add(name);
    input.setAttribute("aria-invalid", name === "refused" ? "true" : "false");
  }

  function line(text, problem) {
    savedLine.textContent = text;
    savedLine.classList.toggle("problem", Boolean(problem));
  }

  function grow(input) {
    if (input.tagName !== "TEXTAREA") return;
    input.style.height = "auto";
    input.style.height = input.scrollHeight + "px";
  }

  // --- saving -------------------------------------------------------------------------------------

  let running = null;
  let timer = null;

  function save() {
    if (!running) running = flush().finally(() => { running = null; });
    return running;
  }

  async function flush() {
    clearTimeout(timer);
    let rounds = 0;
    let waiting = pending();
    while (waiting.length && rounds < 50) {
      rounds += 1;
      if (!(await send(waiting))) return false;
      waiting = pending();
    }
    return true;
  }

  function pending() {
    return [...rows].filter(([, row]) => Object.keys(sendable(row)).length);
  }

  async function send(waiting) {
    const posted = waiting.map(([key, row]) => ({
      row: key, version: row.version, cells: sendable(row), confirmed: row.confirmed || [],
    }));
    for (const item of posted) {
      for (const field of Object.keys(item.cells)) state(rows.get(item.row).cells.get(field), "saving");
    }
    line("正在保存…");
    let response, answer;
    try {
      response = await fetch(sheet.dataset.save, {
        method: "POST",
        credentials: "same-origin",
        headers: { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": csrf() },
        body: JSON.stringify({ rows: posted }),
      });
      answer = await response.json();
    } catch (error) {
      return later("网络不通，内容还在页面上，稍后自动再存。", waiting);
    }
    if (!answer.rows) {
      const again = response.status >= 500;
      if (response.status === 401) return logInAgain(waiting);
      return again ? later(answer.message, waiting) : stop(answer.message, waiting);
    }
    for (const item of posted) settle(item, answer.rows[item.row]);
    show(answer);
    const open = document.querySelectorAll(".refused, .stale").length;
    const stored = posted.some((item) => answer.rows[item.row].values);
    if (open) line(`${stored ? `已保存 ${answer.savedAt}，` : ""}有 ${open} 格没有保存，见红框`, true);
    else line(`已保存 ${answer.savedAt}`);
    return true;
  }

  // The session has ended: the text stays here, one logs in in another tab and comes back.
  function logInAgain(waiting) {
    later("登录已过期，内容还在页面上。", waiting);
    const link = document.createElement("a");
    link.href = sheet.dataset.login;
    link.target = "_blank";
    link.textContent = "重新登录";
    savedLine.append(" ", link, " 后自动保存。");
    return false;
  }

  function later(message, waiting) {
    for (const [, row] of waiting) for (const input of row.cells.values()) if (input.classList.contains("saving")) state(input, "dirty");
    line(message, true);
    timer = setTimeout(save, RETRY_MS);
    return false;
  }

  function stop(message, waiting) {
    for (const [, row] of waiting) for (const input of row.cells.values()) if (input.classList.contains("saving")) state(input, "refused");
    line(message || "没有保存，请刷新页面。", true);
    return false;
  }

  function settle(item, answer) {
    const row = rows.get(item.row);
    row.confirmed = null;
    row.refused = {};
    if (answer.conflict) disagree(row, item, answer.conflict);
    else if (answer.values) store(row, item, answer);
    for (const [field, sentence] of Object.entries(answer.errors)) {
      refuse(row, field, item.cells[field], sentence, answer.asks.includes(field));
    }
  }

  function store(row, item, answer) {
    row.version = answer.version;
    for (const [field, stored] of Object.entries(answer.values)) {
      const input = row.cells.get(field);
      const typed = item.cells[field];
      row.stored.set(field, stored);
      if (input.value !== typed) continue; // typed on meanwhile: the next round saves it
      note(input, typed.trim() === stored ? "" : `已记为“${stored}”`);
      input.value = stored;
      state(input, "saved");
      grow(input);
    }
  }

  function refuse(row, field, typed, sentence, ask) {
    const input = row.cells.get(field);
    row.refused[field] = typed;
    state(input, "refused");
    const confirm = () => {
      row.confirmed = [field];
      delete row.refused[field];
      save();
    };
    note(input, sentence, ask ? [["确认负数", confirm]] : null);
  }

  // A row somebody else has stored meanwhile. What this page did not touch is brought up to date;
  // where both wrote, both texts are shown and the person chooses, cell by cell.
  function disagree(row, item, conflict) {
    if (conflict.gone) {
      row.conflicts = new Set(row.cells.keys());
      for (const field of Object.keys(item.cells)) {
        state(row.cells.get(field), "stale");
        note(row.cells.get(field), "这一行已被替换，请复制您的内容后刷新页面。");
      }
      return;
    }
    row.version = conflict.version;
    for (const [field, theirs] of Object.entries(conflict.values)) {
      const input = row.cells.get(field);
      if (!input) continue;
      const base = row.stored.get(field);
      const mine = input.value;
      row.stored.set(field, theirs);
      if (theirs === base || theirs === mine) {
        state(input, theirs === mine ? "saved" : "dirty");
      } else if (mine === base) {
        input.value = theirs;
        grow(input);
        state(input, "saved");
      } else {
        askWhich(row, field, mine, theirs, conflict.by[field]);
      }
    }
  }

  function askWhich(row, field, mine, theirs, who) {
    const input = row.cells.get(field);
    row.conflicts.add(field);
    state(input, "stale");
    const choose = (text) => () => {
      row.conflicts.delete(field);
      input.value = text;
      note(input, "");
      state(input, text === theirs ? "saved" : "dirty");
      grow(input);
      save();
    };
    const by = who ? `${who.by} ${who.at}` : "他人";
    note(input, `${by} 已改为“${theirs || "（空）"}”。`, [["用我填的", choose(mine)], ["用对方的", choose(theirs)]]);
  }

  // --- what came back -----------------------------------------------------------------------------

  function show(answer) {
    for (const [key, text] of Object.entries(answer.figures)) {
      const cell = document.querySelector(`[data-figure="${key}"]`);
      if (cell) cell.textContent = text;
    }
    for (const [place, verdict] of Object.entries(answer.verdicts)) {
      const chip = document.querySelector(`[data-verdict="${place}.actual"]`);
      if (!chip) continue;
      chip.textContent = verdict.text;
      chip.className = `verdict v-${verdict.outcome}`;
      const judge = chip.parentElement.querySelector(".judge");
      if (judge) judge.hidden = !verdict.byHand && !judge.querySelector("select").value;
      const score = document.getElementById(`in-${place}.score`);
      if (score) score.placeholder = verdict.computed;
    }
    for (const [part, text] of Object.entries(answer.progress)) {
      const place = document.querySelector(`[data-progress="${part}"]`);
      if (!place) continue;
      place.textContent = text;
      const [done, all] = text.split("/");
      place.classList.toggle("full", done === all);
    }
    const kinds = ["mark-error", "mark-warning", "mark-answered"];
    for (const cell of document.querySelectorAll("[class*=mark-]")) cell.classList.remove(...kinds);
    for (const [place, mark] of Object.entries(answer.marks)) {
      const cell = document.getElementById(`cell-${place}`);
      if (cell) cell.classList.add(`mark-${mark}`);
    }
    renewFindings(answer.findings);
    const errors = document.getElementById("errors");
    errors.textContent = answer.counts.errors;
    errors.classList.toggle("count", answer.counts.errors > 0);
    document.getElementById("warnings").textContent = answer.counts.warnings;
    if (submitForm) submitForm.elements.revision.value = answer.revision;
  }

  // The list is drawn anew; a note being written stays open with its text.
  function renewFindings(markup) {
    const list = document.getElementById("findings");
    const written = new Map();
    for (const open of list.querySelectorAll("details[open]")) {
      const item = open.closest("[data-finding]");
      written.set(item.dataset.finding, open.querySelector("textarea").value);
    }
    const inside = list.contains(document.activeElement) ? document.activeElement.closest("[data-finding]") : null;
    list.innerHTML = markup;
    for (const item of list.querySelectorAll("[data-finding]")) {
      if (!written.has(item.dataset.finding)) continue;
      item.querySelector("details").open = true;
      item.querySelector("textarea").value = written.get(item.dataset.finding);
      if (inside && inside.dataset.finding === item.dataset.finding) item.querySelector("textarea").focus();
    }
  }

  async function sendNote(form) {
    const sentence = form.querySelector(".cell-note");
    let response, answer;
    try {
      response = await fetch(form.action, {
        method: "POST",
        credentials: "same-origin",
        headers: { Accept: "application/json", "X-CSRFToken": csrf() },
        body: new URLSearchParams(new FormData(form)),
      });
      answer = await response.json();
    } catch (error) {
      sentence.textContent = "网络不通，说明还在这里，请稍后再保存。";
      return;
    }
    if (!response.ok) {
      sentence.textContent = answer.message;
      return;
    }
    form.closest("details").open = false;
    show(answer);
  }

  // Take over the figure a finding offers; it is saved like any typing.
  function take(place, text) {
    const input = document.getElementById(`in-${place}`);
    input.value = text;
    state(input, "dirty");
    goTo(place);
    save();
  }

  function goTo(place) {
    const name = place.replace(/\.judgement$/, ".actual.judgement");
    let input = document.getElementById(`in-${name}`) || document.getElementById(`in-${place}`);
    const cell = document.getElementById(`cell-${place}`) || (input && input.parentElement) ||
      document.getElementById(`part-${place.split(/[[._]/)[0]}`) || sheet;
    cell.scrollIntoView({ block: "center" });
    input = input || cell.querySelector("input, textarea, select");
    if (input) input.focus({ preventScroll: true });
  }

  // --- what the other scripts of the page use (grid.js, narrative.js, panel.js) --------------------

  // Write a text as if it were typed: the cell is marked and saved a moment later.
  function put(input, text) {
    if (input.value === text) return;
    input.value = text;
    input.dispatchEvent(new Event("input", { bubbles: true }));
  }

  // A line of news in the bar, with one thing the person may do about it.
  function offer(text, label, act) {
    line(text);
    const button = document.createElement("button");
    button.type = "button";
    button.className = "link";
    button.textContent = label;
    button.addEventListener("click", act);
    savedLine.append(" ", button);
  }

  window.desk = { rows, put, save, say: line, offer, goTo, csrf };

  // --- events -------------------------------------------------------------------------------------

  // A click beside the text of a fillable cell means that cell.
  sheet.addEventListener("mousedown", (event) => {
    if (!event.target.matches("td.fill")) return;
    event.preventDefault();
    event.target.querySelector("input, textarea").focus();
  });

  function togglePanel(open) {
    panel.hidden = !open;
    document.getElementById("panel-toggle").setAttribute("aria-expanded", String(open));
    document.body.classList.toggle("with-panel", open);
  }

  document.addEventListener("input", (event) => {
    const input = event.target;
    if (!input.dataset.row) return;
    grow(input);
    const row = rows.get(input.dataset.row);
    if (row.conflicts.has(input.dataset.field)) return;
    state(input, input.value === row.stored.get(input.dataset.field) ? "" : "dirty");
    note(input, "");
  });
  document.addEventListener("change", (event) => { if (event.target.dataset.row) save(); });
  document.addEventListener("submit", (event) => {
    if (!event.target.matches("[data-note]")) return;
    event.preventDefault();
    sendNote(event.target);
  });
  document.addEventListener("click", (event) => {
    const offer = event.target.closest("[data-take]");
    if (offer) return take(offer.dataset.take, offer.dataset.text);
    const link = event.target.closest("[data-goto]");
    if (!link) return;
    event.preventDefault();
    goTo(link.dataset.goto);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "s" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      save();
    }
  });
  document.getElementById("save").addEventListener("click", async () => {
    if ((await save()) && !dirtyRows().length) line(savedLine.textContent.startsWith("已保存") ? savedLine.textContent : "没有新的修改");
  });
  document.getElementById("panel-toggle").addEventListener("click", () => togglePanel(panel.hidden));
  document.getElementById("panel-close").addEventListener("click", () => togglePanel(false));
  if (submitForm) {
    submitForm.addEventListener("submit", async (event) => {
      event.preventDefault();
      const button = submitForm.querySelector("button");
      button.disabled = true;
      const stored = await save();
      if (stored && !dirtyRows().length) return submitForm.submit();
      button.disabled = false;
      const first = document.querySelector(".refused, .stale");
      if (first) {
        line("有填写未能保存，改好后再提交。", true);
        first.focus();
      }
    });
  }
  window.addEventListener("beforeunload", (event) => { if (dirtyRows().length) event.preventDefault(); });
  window.addEventListener("beforeprint", () => { for (const input of document.querySelectorAll("textarea")) grow(input); });
  window.addEventListener("focus", () => { if (dirtyRows().length) save(); });

  for (const input of document.querySelectorAll("textarea")) grow(input);
  if (!panel.hidden) togglePanel(true);
})();
