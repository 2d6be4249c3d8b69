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

  const rows = new Map(); // row key → {version, cells: Map(field → input), stored: Map(field → text)}
  for (const input of document.querySelectorAll("[data-row]")) {
    const key = input.dataset.row;
    if (!rows.has(key)) rows.set(key, { version: Number(input.dataset.version), cells: new Map(), stored: new Map() });
    rows.get(key).cells.set(input.dataset.field, input);
    rows.get(key).stored.set(input.dataset.field, input.value);
  }

  function changed(row) {
    const cells = {};
    for (const [field, input] of row.cells) if (input.value !== row.stored.get(field)) cells[field] = input.value;
    return cells;
  }

  function dirtyRows() {
    return [...rows].filter(([, row]) => !row.conflict && Object.keys(changed(row)).length);
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

  // Rows with something new to store; a refused row waits until its text changes.
  function pending() {
    return dirtyRows().filter(([, row]) => JSON.stringify(changed(row)) !== row.refusedText || row.confirmed);
  }

  async function send(waiting) {
    const posted = waiting.map(([key, row]) => ({
      row: key, version: row.version, cells: changed(row), confirmed: row.confirmed || [],
    }));
    for (const [, row] of waiting) {
      for (const [field, input] of row.cells) if (input.value !== row.stored.get(field)) state(input, "saving");
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
    const open = dirtyRows().length;
    const conflict = [...rows.values()].some((row) => row.conflict);
    if (conflict || open) line(`已保存 ${answer.savedAt}，有填写未能保存，见红框`, true);
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
    row.refusedText = null;
    if (answer.errors) return refuse(row, item, answer);
    if (answer.conflict) return disagree(row, item, answer.conflict);
    row.version = answer.version;
    for (const [field, typed] of Object.entries(item.cells)) {
      const input = row.cells.get(field);
      const stored = answer.values[field];
      note(input, "");
      if (input.value === typed) {
        if (typed.trim() !== stored) note(input, `已记为“${stored}”`);
        input.value = stored;
        state(input, "saved");
        grow(input);
      }
      row.stored.set(field, stored);
    }
  }

  function refuse(row, item, answer) {
    row.refusedText = JSON.stringify(item.cells);
    for (const field of Object.keys(item.cells)) {
      const input = row.cells.get(field);
      const sentence = answer.errors[field];
      if (!sentence) {
        state(input, "dirty");
        continue;
      }
      state(input, "refused");
      const confirm = answer.asks.includes(field)
        ? [["确认负数", () => { row.confirmed = answer.asks; save(); }]] : null;
      note(input, sentence, confirm);
    }
  }

  // A row somebody else has stored meanwhile: both texts are shown, the person chooses.
  function disagree(row, item, conflict) {
    row.conflict = true;
    for (const [field, mine] of Object.entries(item.cells)) {
      const input = row.cells.get(field);
      state(input, "stale");
      if (conflict.gone) {
        note(input, "这一行已被替换，请复制您的内容后刷新页面。");
        continue;
      }
      const theirs = conflict.values[field];
      const choose = (text) => {
        row.conflict = false;
        row.version = conflict.version;
        for (const [name, value] of Object.entries(conflict.values)) row.stored.set(name, value);
        input.value = text;
        note(input, "");
        state(input, text === theirs ? "saved" : "dirty");
        grow(input);
        save();
      };
      note(input, `${conflict.by || "他人"} ${conflict.at} 已改为“${theirs || "（空）"}”。`, [
        ["用我填的", () => choose(mine)],
        ["用对方的", () => choose(theirs)],
      ]);
    }
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
    if (row.conflict) return;
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
      line("有填写未能保存，改好后再提交。", true);
      const first = document.querySelector(".refused, .stale");
      if (first) first.focus();
    });
  }
  window.addEventListener("beforeunload", (event) => { if (dirtyRows().length) event.preventDefault(); });
  window.addEventListener("focus", () => { if (dirtyRows().length) save(); });

  for (const input of document.querySelectorAll("textarea")) grow(input);
  if (!panel.hidden) togglePanel(true);
})();
