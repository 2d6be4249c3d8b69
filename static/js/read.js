// The reading page: a finding, a change or a comment leads to its cell, J and K go through the findings, N and P
// through the reports that wait, a cell that is
// clicked tells its comments, C writes one, a button is pressed once.
"use strict";

(function () {
  const sheet = document.getElementById("document");
  let place = ""; // the cell that is framed
  let current = -1;

  function findings() {
    return [...document.querySelectorAll(".finding [data-goto]")];
  }

  function frame(key, link) {
    for (const framed of document.querySelectorAll(".framed")) framed.classList.remove("framed");
    const item = link && link.closest(".finding, .thread, .since li");
    if (item) item.classList.add("framed");
    place = key;
    const cell = cellAt(key);
    if (!cell) return;
    cell.classList.add("framed");
    if (link) cell.scrollIntoView({ block: "center" });
  }

  // A text that is blank has no paragraph: its heading stands for it.
  function cellAt(key) {
    return sheet.querySelector(`[data-key="${key}"]`) || sheet.querySelector(`[data-key="${key.replace(/\.body$/, ".heading")}"]`);
  }

  function step(by) {
    const links = findings();
    if (!links.length) return;
    current = (current + by + links.length) % links.length;
    links[current].scrollIntoView({ block: "nearest" });
    frame(links[current].dataset.goto, links[current]);
  }

  // The next or the last report that waits, where there is one.
  function turn(way) {
    const link = document.querySelector(`.queue [rel="${way}"]`);
    if (link) link.click();
  }

  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-goto]");
    if (link) {
      event.preventDefault();
      current = findings().indexOf(link);
      return frame(link.dataset.goto, link);
    }
    if (event.target.closest("[data-speak]")) return window.remarks.open(event.target.closest("[data-speak]").dataset.speak, true);
    if (event.target.closest("[data-close-cell]")) return window.remarks.close();
    const cell = event.target.closest("#document [data-key]");
    if (!cell || String(getSelection())) return; // a text being marked is no click
    frame(cell.dataset.key);
    window.remarks.open(cell.dataset.key);
  });
  document.addEventListener("keydown", (event) => {
    if (event.target.matches("input, textarea, select") || event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.key === "j") step(1);
    if (event.key === "k") step(-1);
    if (event.key === "n") turn("next");
    if (event.key === "p") turn("prev");
    if (event.key === "Escape") window.remarks.close();
    if (event.key === "c" && place) {
      event.preventDefault();
      window.remarks.open(place, true);
    }
  });
  for (const form of document.querySelectorAll("#acts")) {
    form.addEventListener("submit", () => setTimeout(() => {
      for (const button of form.querySelectorAll("button")) button.disabled = true;
    }));
  }
})();
