// The side panel: the list of findings, and what is known about the selected cell.
"use strict";

(function () {
  const sheet = document.getElementById("sheet");
  const panel = document.getElementById("panel");
  const tab = document.getElementById("cell-tab");
  const toggle = document.getElementById("panel-toggle");
  const OPEN = "desk:panel";
  const PAUSE_MS = 250;
  let shown = null; // the control the panel tells about
  let asking = null;

  function open(yes) {
    const box = shown && shown.getBoundingClientRect();
    const seen = box && box.bottom > 0 && box.top < window.innerHeight;
    panel.hidden = !yes;
    toggle.setAttribute("aria-expanded", String(yes));
    document.body.classList.toggle("with-panel", yes);
    if (seen) shown.scrollIntoView({ block: "nearest" }); // the sheet's width has changed, and so its height
    try {
      localStorage.setItem(OPEN, yes ? "1" : "");
    } catch (error) {
      return;
    }
  }

  function turn(name) {
    for (const button of panel.querySelectorAll("[data-tab]")) {
      const on = button.dataset.tab === name;
      button.setAttribute("aria-pressed", String(on));
      document.getElementById(button.dataset.tab).hidden = !on;
    }
    if (name === "cell-tab") ask();
  }

  // Asked for a moment after the cell is selected: one may be on the way through.
  function ask() {
    clearTimeout(asking);
    const input = shown;
    if (panel.hidden || tab.hidden || !input) return;
    asking = setTimeout(async () => {
      const query = new URLSearchParams({ row: input.dataset.row, field: input.dataset.field });
      try {
        const response = await fetch(`${sheet.dataset.cell}?${query}`, {
          credentials: "same-origin", headers: { "X-Background": "1", "X-Requested-With": "fetch" },
        });
        if (response.ok && !response.redirected && shown === input) {
          remarks.redraw(tab, await response.text());
          document.dispatchEvent(new CustomEvent("panel:shown"));
        }
      } catch (error) {
        return; // what it told before stays
      }
    }, PAUSE_MS);
  }

  // A cell that is not typed in tells of its row.
  function selected(input, cell) {
    if (!input && cell) input = cell.closest("tr").querySelector("[data-row]");
    if (!input || !input.dataset.row || input === shown) return;
    shown = input;
    ask();
  }

  // As one change of the table, so that Ctrl+Z takes it back there.
  function write(label, text) {
    if (shown.closest(".form-table, .cells")) window.grid.change(label, [[shown, text]]);
    else desk.put(shown, text);
    desk.save();
  }

  // The last year's text instead of one's own.
  function reuse(button) {
    write("用往年的文字", button.closest(".then").querySelector(".lines").textContent);
    shown.focus();
  }

  // 不适用 stands in the cell, and the reason is what is written next.
  function unneeded() {
    const reason = desk.rows.get(shown.dataset.row).cells.get("reason");
    write("填入不适用", "不适用");
    if (!reason) return;
    reason.scrollIntoView({ block: "center" });
    reason.focus();
    desk.say("请写明不适用的理由。");
  }

  toggle.addEventListener("click", () => open(panel.hidden));
  document.getElementById("panel-close").addEventListener("click", () => open(false));
  document.addEventListener("desk:selected", (event) => selected(event.detail.input, event.detail.cell));
  document.addEventListener("focusin", (event) => selected(event.target));
  document.addEventListener("desk:findings", ask);
  document.addEventListener("remarks:changed", ask);
  document.addEventListener("desk:stored", (event) => { if (event.detail.input === shown) ask(); });
  panel.addEventListener("click", (event) => {
    if (event.target.dataset.tab) turn(event.target.dataset.tab);
    if (event.target.matches("[data-reuse]")) reuse(event.target);
    if (event.target.matches("[data-unneeded]")) unneeded();
  });

  let wanted = !panel.hidden;
  try {
    wanted = wanted || Boolean(localStorage.getItem(OPEN));
  } catch (error) {
    wanted = !panel.hidden;
  }
  if (wanted) open(true);
})();
