// The clerk's page: rows are saved a moment after typing stops and as a cell is left, in order, one request at a time.
// The page computes no figure; what follows from a save comes back with it (answers.js).
"use strict";

(function () {
  const sheet = document.getElementById("sheet");
  const savedLine = document.getElementById("saved");
  const submitForm = document.getElementById("submit");
  const PAUSE_MS = 1200; // after the last key
  const RETRY_MS = 5000; // after a failure

  // Read anew for each request: logging in again changes it.
  function csrf() {
    const found = document.cookie.match(/(?:^|; )csrftoken=([^;]+)/);
    return found ? found[1] : document.querySelector("[name=csrfmiddlewaretoken]").value;
  }

  // One way to talk to the server. `background`: the person is not at it, so the session is not kept alive.
  async function send(url, options = {}, background = false) {
    const headers = { Accept: "application/json", "X-CSRFToken": csrf(), ...options.headers };
    if (background) headers["X-Background"] = "1";
    const response = await fetch(url, { credentials: "same-origin", ...options, headers });
    // An error page is no answer of ours.
    const answer = await response.json().catch(() => ({ message: "系统暂时不能处理，内容还在页面上，请稍后再试。" }));
    return { response, answer };
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
        unanswered: new Map(), // field → texts sent without an answer: the server may have stored one of them
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
    for (const [label, act] of action || []) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "link";
      button.textContent = label;
      button.addEventListener("click", act);
      box.append(" ", button);
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

  // A line of news with one thing the person may do about it.
  function offer(text, label, act) {
    line(text);
    const button = document.createElement("button");
    button.type = "button";
    button.className = "link";
    button.textContent = label;
    button.addEventListener("click", act);
    savedLine.append(" ", button);
  }

  function grow(input) {
    if (input.tagName !== "TEXTAREA" || !input.offsetParent) return;
    input.style.height = "auto";
    input.style.height = input.scrollHeight + "px";
  }

  function tell(name, detail, on = document) {
    on.dispatchEvent(new CustomEvent(name, { bubbles: true, detail }));
  }

  // Show a text that the server has: no typing, nothing to save.
  function show(input, text) {
    input.value = text;
    grow(input);
    tell("desk:replaced", null, input);
  }

  // Write a text as if it were typed.
  function put(input, text) {
    if (input.value === text) return;
    input.value = text;
    input.dispatchEvent(new Event("input", { bubbles: true }));
  }

  // --- saving -------------------------------------------------------------------------------------

  let running = null;
  let timer = null;
  let savedAt = "";

  function save(background = false) {
    if (!running) running = flush(background).finally(() => { running = null; });
    return running;
  }

  function soon(delay, background) {
    clearTimeout(timer);
    timer = setTimeout(() => save(background), delay);
  }

  async function flush(background) {
    clearTimeout(timer);
    let waiting = pending();
    for (let round = 0; waiting.length && round < 50; round += 1) {
      if (!(await post(waiting, background))) return false;
      waiting = pending();
    }
    // The last open cell was decided or taken back, and there was nothing to send.
    if (savedAt && savedLine.classList.contains("problem") && !dirtyRows().length) told(true);
    return true;
  }

  function pending() {
    return [...rows].filter(([, row]) => Object.keys(sendable(row)).length);
  }

  async function post(waiting, background) {
    const posted = waiting.map(([key, row]) => ({
      row: key, version: row.version, cells: sendable(row), confirmed: row.confirmed || [],
    }));
    for (const item of posted) {
      for (const field of Object.keys(item.cells)) state(rows.get(item.row).cells.get(field), "saving");
    }
    line("正在保存…");
    let response, answer;
    try {
      ({ response, answer } = await send(sheet.dataset.save, {
        method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ rows: posted }),
      }, background));
    } catch (error) {
      posted.forEach(leftOpen);
      return later("网络不通，内容还在页面上，稍后自动再存。");
    }
    if (!answer.rows) {
      if (response.status === 401) return expired();
      if (response.status < 500) return stop(answer.message);
      posted.forEach(leftOpen);
      return later(answer.message);
    }
    for (const item of posted) settle(item, answer.rows[item.row]);
    tell("desk:answer", answer);
    savedAt = answer.savedAt;
    told(posted.some((item) => answer.rows[item.row].values));
    return true;
  }

  function told(stored) {
    const open = document.querySelectorAll(".refused, .stale").length;
    if (open) line(`${stored ? `已保存 ${savedAt}，` : ""}有 ${open} 格没有保存，见红框`, true);
    else line(`已保存 ${savedAt}`);
    tell("desk:kept");
  }

  function leftOpen(item) {
    const { unanswered } = rows.get(item.row);
    for (const [field, text] of Object.entries(item.cells)) {
      unanswered.set(field, [...(unanswered.get(field) || []), narrow(text)]);
    }
  }

  // As the server writes it: full-width figures are told from half-width ones by nobody who types them.
  function narrow(text) {
    return text.trim().replace(/[０-９％．]/g, (sign) => sign.normalize("NFKC"));
  }

  function unsettled(name) {
    for (const input of document.querySelectorAll(".saving")) state(input, name);
  }

  // The session has ended: the text stays here while one logs in again, in place (keep.js).
  function expired() {
    unsettled("dirty");
    offer("登录已过期，内容还在页面上。", "重新登录", () => tell("desk:expired"));
    savedLine.classList.add("problem");
    tell("desk:expired");
    return false;
  }

  function later(message) {
    unsettled("dirty");
    line(message || "系统暂时不能保存，内容还在页面上，稍后自动再存。", true);
    soon(RETRY_MS, true);
    return false;
  }

  function stop(message) {
    unsettled("refused");
    line(message || "没有保存，请刷新页面。", true);
    return false;
  }

  function settle(item, answer) {
    const row = rows.get(item.row);
    row.confirmed = null;
    row.refused = {};
    if (answer.conflict) disagree(row, item, answer.conflict);
    else if (answer.values) store(row, item, answer);
    row.unanswered.clear();
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
      tell("desk:stored", { row: item.row, field, input, value: stored });
      if (input.value !== typed) continue; // typed on meanwhile: the next round saves it
      note(input, typed.trim() === stored ? "" : `已记为“${stored}”`);
      // A text one is still typing keeps the blank at its end.
      if (input.value !== stored && (document.activeElement !== input || typed.trim() !== stored)) show(input, stored);
      else if (input.value !== stored) row.stored.set(field, input.value);
      state(input, "saved");
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

  // --- two people on one row ----------------------------------------------------------------------

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
      if (row.cells.has(field)) compare(row, field, row.stored.get(field), theirs, conflict.by[field]);
    }
  }

  // `base`: what this page started from. A save whose answer was lost on its way finds its own text here.
  function compare(row, field, base, theirs, who) {
    const input = row.cells.get(field);
    const mine = input.value;
    row.stored.set(field, theirs);
    if (theirs === mine || theirs === mine.trim()) {
      row.stored.set(field, mine);
      state(input, "saved");
    } else if (theirs === base || (row.unanswered.get(field) || []).includes(theirs)) {
      state(input, "dirty");
    } else if (mine === base) {
      show(input, theirs);
      state(input, "saved");
    } else {
      askWhich(row, field, mine, theirs, who);
    }
  }

  function askWhich(row, field, mine, theirs, who) {
    const input = row.cells.get(field);
    row.conflicts.add(field);
    state(input, "stale");
    const choose = (text) => () => {
      row.conflicts.delete(field);
      note(input, "");
      show(input, text);
      state(input, text === theirs ? "saved" : "dirty");
      save();
    };
    const by = who ? `${who.by} ${who.at}` : "他人";
    note(input, `${by} 已改为“${theirs || "（空）"}”。`, [["用我填的", choose(mine)], ["用对方的", choose(theirs)]]);
  }

  // --- events -------------------------------------------------------------------------------------

  let composing = false;
  document.addEventListener("compositionstart", () => { composing = true; });
  document.addEventListener("compositionend", (event) => {
    composing = false;
    if (event.target.dataset.row) soon(PAUSE_MS);
  });
  document.addEventListener("input", (event) => {
    const input = event.target;
    if (!input.dataset.row) return;
    grow(input);
    const row = rows.get(input.dataset.row);
    tell("desk:typed");
    if (row.conflicts.has(input.dataset.field)) return;
    state(input, input.value === row.stored.get(input.dataset.field) ? "" : "dirty");
    note(input, "");
    if (!composing) soon(PAUSE_MS);
  });
  document.addEventListener("change", (event) => { if (event.target.dataset.row) save(); });
  document.addEventListener("keydown", (event) => {
    if (event.key === "s" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      save();
    }
  });
  document.getElementById("save").addEventListener("click", async () => {
    if ((await save()) && !dirtyRows().length && !savedLine.textContent.startsWith("已保存")) line("没有新的修改");
  });
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
  window.addEventListener("focus", () => { if (dirtyRows().length) save(true); });
  window.addEventListener("online", () => save(true));

  for (const input of document.querySelectorAll("textarea")) grow(input);
  window.desk = { rows, put, show, save, changed, dirtyRows, compare, say: line, offer, send, csrf, state };
})();
