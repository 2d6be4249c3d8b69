// What came back with a save is shown where it belongs: figures, verdicts, completeness, findings, drafted texts.
"use strict";

(function () {
  const sheet = document.getElementById("sheet");
  const submitForm = document.getElementById("submit");
  const PAUSE_MS = 900;

  function every(selector) {
    return document.querySelectorAll(selector);
  }

  // --- figures and verdicts -----------------------------------------------------------------------

  function figures(answer) {
    for (const [key, text] of Object.entries(answer.figures)) {
      const cell = document.querySelector(`[data-figure="${key}"]`);
      if (cell) cell.textContent = text;
    }
    for (const [place, verdict] of Object.entries(answer.verdicts)) if (verdict) judged(place, verdict);
    for (const [part, text] of Object.entries(answer.progress)) {
      const place = document.querySelector(`[data-progress="${part}"]`);
      if (!place) continue;
      place.textContent = text;
      const [done, all] = text.split("/");
      place.classList.toggle("full", done === all);
    }
  }

  function judged(place, verdict) {
    for (const chip of every(`[data-verdict="${place}.actual"], [data-verdict-of="${place}"]`)) {
      chip.textContent = verdict.text;
      chip.className = `verdict v-${verdict.outcome}`;
      const judge = chip.parentElement.querySelector(".judge");
      if (judge) judge.hidden = !verdict.byHand && !judge.querySelector("select").value;
    }
    const score = document.getElementById(`in-${place}.score`);
    if (score) score.placeholder = verdict.computed;
    const rule = document.querySelector(`[data-rule="${place}"]`);
    if (rule) {
      rule.textContent = verdict.byRule;
      rule.hidden = !verdict.byRule;
    }
  }

  // --- findings -----------------------------------------------------------------------------------

  function marks(answer) {
    const kinds = ["mark-error", "mark-warning", "mark-answered"];
    for (const cell of every("[class*=mark-]")) cell.classList.remove(...kinds);
    for (const [place, mark] of Object.entries(answer.marks)) {
      const cell = document.getElementById(`cell-${place}`);
      if (cell) cell.classList.add(`mark-${mark}`);
    }
    const errors = document.getElementById("errors");
    errors.textContent = answer.counts.errors;
    errors.classList.toggle("count", answer.counts.errors > 0);
    document.getElementById("warnings").textContent = answer.counts.warnings;
  }

  let asking = null;

  // The list itself is asked for when the person pauses: it is long, and each save may change it.
  function refresh(digest) {
    clearTimeout(asking);
    if (digest === sheet.dataset.digest) return;
    asking = setTimeout(async () => {
      try {
        const { response, answer } = await desk.send(sheet.dataset.findings, {}, true);
        if (response.ok) show(answer);
      } catch (error) {
        return; // the next save asks again
      }
    }, PAUSE_MS);
  }

  // The list is drawn anew; a note being written stays open with its text.
  function renew(markup) {
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

  function show(answer) {
    figures(answer);
    marks(answer);
    if (submitForm) submitForm.elements.revision.value = answer.revision;
    if (answer.live) {
      desk.figures = answer.live;
      document.dispatchEvent(new CustomEvent("desk:figures"));
    }
    if (answer.findings === undefined) return refresh(answer.digest);
    clearTimeout(asking);
    renew(answer.findings);
    sheet.dataset.digest = answer.digest;
    document.dispatchEvent(new CustomEvent("desk:findings"));
  }

  // --- acts that change texts ---------------------------------------------------------------------

  // Posts a small form; false where it could not be done, with the sentence told by `say`.
  async function act(url, fields, say) {
    try {
      const { response, answer } = await desk.send(url, { method: "POST", body: fields });
      if (response.ok) return answer;
      if (response.status === 401) document.dispatchEvent(new CustomEvent("desk:expired"));
      say(answer.message);
    } catch (error) {
      say("网络不通，请稍后再试。");
    }
    return false;
  }

  async function sendNote(form) {
    const sentence = form.querySelector(".cell-note");
    const answer = await act(form.action, new URLSearchParams(new FormData(form)), (text) => { sentence.textContent = text; });
    if (!answer) return;
    form.closest("details").open = false;
    show(answer);
  }

  async function change(url, name, value) {
    await desk.save();
    const fields = new URLSearchParams();
    if (value) fields.append(name, value);
    const answer = await act(url, fields, (text) => desk.say(text, true));
    if (!answer) return;
    for (const text of answer.texts) replaced(text);
    show(answer);
    return answer.texts.length;
  }

  function replaced({ row: key, field, version, value, drafted }) {
    const row = desk.rows.get(key);
    // A row that somebody else has changed too keeps its old version: the next save then shows both.
    if (version <= row.version + 1) row.version = version;
    for (const box of every(`[data-held="${key}"]`)) box.classList.toggle("drafted", drafted);
    row.stored.set(field, value);
    if (row.cells.get(field).value !== value) desk.show(row.cells.get(field), value);
  }

  async function draft(place) {
    const count = await change(sheet.dataset.draft, "row", place);
    if (count === 0) desk.say(place ? "这一段已有文字，或表中的数还没有填，没有可起草的内容。" : "没有可起草的空白段落。");
    else if (count) desk.say(`已起草 ${count} 段，请逐段修改或认可。`);
  }

  async function accept(row) {
    if (await change(sheet.dataset.accept, "row", row)) desk.say("已认可这段文字。");
  }

  // Take over the figure a finding offers; it is saved like any typing.
  function take(place, text) {
    const input = document.getElementById(`in-${place}`);
    if (input.closest(".form-table, .cells")) window.grid.change(`采用 ${text}`, [[input, text]]);
    else desk.put(input, text);
    goTo(place);
    desk.save();
  }

  function goTo(place) {
    const name = place.replace(/\.judgement$/, ".actual.judgement");
    let input = document.getElementById(`in-${name}`) || document.getElementById(`in-${place}`);
    const cell = document.getElementById(`cell-${place}`) || (input && input.parentElement) ||
      document.getElementById(`part-${place.split(/[[._]/)[0]}`) || sheet;
    cell.scrollIntoView({ block: "center" });
    input = input && input.offsetParent ? input : cell.querySelector("input, textarea, select");
    if (input) input.focus({ preventScroll: true });
  }

  // --- events -------------------------------------------------------------------------------------

  document.addEventListener("desk:answer", (event) => show(event.detail));
  document.addEventListener("desk:stored", (event) => {
    const { row, field, input, value } = event.detail;
    const place = input.id.slice(3);
    for (const copy of every(`[data-shown="${place}"]`)) copy.textContent = value || "—";
    if (field === "body" || field === "explanation") {
      for (const box of every(`[data-held="${row}"]`)) box.classList.remove("drafted");
    }
    const cell = document.getElementById(`cell-${place}`);
    if (cell) cell.classList.toggle("unneeded", field === "actual" && value === "不适用");
  });
  document.addEventListener("submit", (event) => {
    if (!event.target.matches("[data-note]")) return;
    event.preventDefault();
    sendNote(event.target);
  });
  document.addEventListener("click", (event) => {
    const on = (selector) => event.target.closest(selector);
    if (on("[data-take]")) return take(on("[data-take]").dataset.take, on("[data-take]").dataset.text);
    if (on("[data-draft]")?.tagName === "BUTTON") return draft(on("[data-draft]").dataset.draft);
    if (on("[data-accept]")?.tagName === "BUTTON") return accept(on("[data-accept]").dataset.accept);
    if (!on("[data-goto]")) return;
    event.preventDefault();
    goTo(on("[data-goto]").dataset.goto);
    // What is to be mended is there to be mended: the next key goes on at its end and replaces nothing.
    if (on(".thread")) window.grid.edit();
  });

  desk.goTo = goTo;
  desk.figures = JSON.parse(document.getElementById("live-figures").textContent);
})();
