// The reading page: a finding, a change or a comment leads to its cell; a cell that is clicked or reached by the
// arrow keys is framed, tells its comments and takes one; J and K, M, G go through the lists, N and P through the
// reports that wait.
"use strict";

(function () {
  const sheet = document.getElementById("document");
  const panel = document.getElementById("cell-threads");
  const keys = document.getElementById("keys");
  const LISTS = {
    findings: ".finding [data-goto]",
    items: "#mending .thread header [data-goto]",
    changes: ".since [data-goto]",
  };
  const STEPS = { j: ["findings", 1], k: ["findings", -1], m: ["items", 1], g: ["changes", 1] };
  const cells = [...sheet.querySelectorAll("[data-key]")].filter((cell) => !cell.querySelector("[data-key]"));
  const current = { findings: -1, items: -1, changes: -1 };
  let at = null; // the cell that is framed; one Tab leads to it
  let place = ""; // its name

  // --- the cell that is selected ------------------------------------------------------------------

  function select(cell, key) {
    for (const framed of document.querySelectorAll(".framed")) framed.classList.remove("framed");
    place = key || (cell ? cell.dataset.key : "");
    if (!cell) return;
    if (at) at.tabIndex = -1;
    at = cell;
    at.tabIndex = 0;
    at.classList.add("framed");
  }

  // A text that is blank has no paragraph: its heading stands for it.
  function cellAt(key) {
    return sheet.querySelector(`[data-key="${key}"]`) || sheet.querySelector(`[data-key="${key.replace(/\.body$/, ".heading")}"]`);
  }

  // The cell that a line of a list speaks of; the line is framed with it.
  function follow(link) {
    const cell = cellAt(link.dataset.goto);
    select(cell, link.dataset.goto);
    const item = link.closest(".finding, .thread, .since li");
    if (item) item.classList.add("framed");
    if (panel.dataset.place !== place) window.remarks.close();
    if (!cell) return;
    cell.scrollIntoView({ block: "center" });
    cell.focus({ preventScroll: true });
  }

  function links(list) {
    return [...document.querySelectorAll(LISTS[list])];
  }

  function step(list, by) {
    const found = links(list);
    if (!found.length) return;
    current[list] = (Math.max(current[list], by < 0 ? 0 : -1) + by + found.length) % found.length;
    const link = found[current[list]];
    const folded = link.closest("details");
    if (folded) folded.open = true;
    link.scrollIntoView({ block: "nearest" });
    follow(link);
  }

  // --- arrow keys ---------------------------------------------------------------------------------

  // Up and down: the nearest cell that begins above or below and stands over or under this one; else the next in order.
  function beside(down) {
    const here = at.getBoundingClientRect();
    const order = down > 0 ? cells : [...cells].reverse();
    const met = order.slice(order.indexOf(at) + 1).find((cell) => {
      const box = cell.getBoundingClientRect();
      const apart = down > 0 ? box.top >= here.bottom - 2 : box.bottom <= here.top + 2;
      return apart && box.left < here.right - 2 && box.right > here.left + 2;
    });
    return met || cells[cells.indexOf(at) + down];
  }

  function move(key) {
    const index = cells.indexOf(at);
    const to = {
      ArrowLeft: () => cells[index - 1], ArrowRight: () => cells[index + 1],
      ArrowUp: () => beside(-1), ArrowDown: () => beside(1),
      Home: () => cells[0], End: () => cells.at(-1),
    }[key]();
    if (to) enter(to);
  }

  function enter(cell) {
    select(cell);
    window.remarks.close(); // it told of the cell before
    cell.focus({ preventScroll: true });
    cell.scrollIntoView({ block: "nearest" });
  }

  function seen() {
    return cells.find((cell) => cell.getBoundingClientRect().bottom > 80) || cells[0];
  }

  // --- events -------------------------------------------------------------------------------------

  // The next or the last report that waits, where there is one.
  function turn(way) {
    const link = document.querySelector(`.queue [rel="${way}"]`);
    if (link) link.click();
  }

  function back() {
    window.remarks.close();
    if (at) at.focus({ preventScroll: true });
  }

  document.addEventListener("click", (event) => {
    const on = (selector) => event.target.closest(selector);
    const link = on("[data-goto]");
    if (link) {
      event.preventDefault();
      for (const list of Object.keys(LISTS)) if (links(list).includes(link)) current[list] = links(list).indexOf(link);
      return follow(link);
    }
    if (on("[data-keys]")) return keys.showModal();
    if (on("[data-keys-close]")) return keys.close();
    if (on("[data-speak]")) return window.remarks.open(on("[data-speak]").dataset.speak, true);
    if (on("[data-close-cell]")) return back();
    const cell = on("#document [data-key]");
    if (!cell || String(getSelection())) return; // a text being marked is no click
    select(cell);
    window.remarks.open(place);
  });

  // Keys of a cell that has the focus; the others mean the page wherever one is.
  function cellKey(event) {
    if (!event.target.matches("#document, #document [data-key]")) return false;
    if (/^(Arrow|Home$|End$)/.test(event.key)) {
      if (at && event.target === at) move(event.key);
      else enter(at || seen());
    } else if (event.key === "Enter" && place) window.remarks.open(place, true);
    else return false;
    return true;
  }

  function pageKey(event) {
    const key = event.key.toLowerCase();
    const [list, by] = STEPS[key] || [];
    if (list) step(list, event.shiftKey ? -by : by);
    else if (key === "n") turn("next");
    else if (key === "p") turn("prev");
    else if (key === "t") enter(at || seen());
    else if (key === "c" && place) window.remarks.open(place, true);
    else return false;
    return true;
  }

  document.addEventListener("keydown", (event) => {
    if (event.key === "F1" && keys) {
      event.preventDefault();
      if (!keys.open) keys.showModal();
      return;
    }
    if (keys?.open || event.isComposing || event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.key === "Escape" && !panel.hidden) return back();
    if (event.target.matches("input, textarea, select")) return;
    if (cellKey(event) || pageKey(event)) event.preventDefault();
  });

  for (const cell of cells) cell.tabIndex = -1;
  if (cells.length) {
    cells[0].tabIndex = 0;
    at = cells[0];
    sheet.tabIndex = -1; // its first cell is the way in
  }
  sheet.addEventListener("focusin", (event) => {
    if (cells.includes(event.target) && event.target !== at) select(event.target);
  });
})();
