// The reading page: a finding leads to its cell; a button is pressed once.
"use strict";

(function () {
  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-goto]");
    if (!link) return;
    const cell = document.querySelector(`[data-key="${link.dataset.goto}"]`);
    if (!cell) return;
    event.preventDefault();
    for (const framed of document.querySelectorAll(".framed")) framed.classList.remove("framed");
    cell.classList.add("framed");
    cell.scrollIntoView({ block: "center" });
  });
  for (const form of document.querySelectorAll("#acts")) {
    form.addEventListener("submit", () => setTimeout(() => {
      for (const button of form.querySelectorAll("button")) button.disabled = true;
    }));
  }
})();
