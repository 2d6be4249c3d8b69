// The reading page: a finding leads to its cell, J and K go through the findings, a button is pressed once.
"use strict";

(function () {
  const links = [...document.querySelectorAll("[data-goto]")];
  let current = -1;

  function show(index) {
    if (!links.length) return;
    current = (index + links.length) % links.length;
    const link = links[current];
    for (const framed of document.querySelectorAll(".framed")) framed.classList.remove("framed");
    link.closest(".finding").classList.add("framed");
    link.scrollIntoView({ block: "nearest" });
    const cell = document.querySelector(`[data-key="${link.dataset.goto}"]`);
    if (!cell) return;
    cell.classList.add("framed");
    cell.scrollIntoView({ block: "center" });
  }

  links.forEach((link, index) => link.addEventListener("click", (event) => {
    event.preventDefault();
    show(index);
  }));
  document.addEventListener("keydown", (event) => {
    if (event.target.matches("input, textarea, select") || event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.key === "j") show(current + 1);
    if (event.key === "k") show(current - 1);
  });
  for (const form of document.querySelectorAll("#acts")) {
    form.addEventListener("submit", () => setTimeout(() => {
      for (const button of form.querySelectorAll("button")) button.disabled = true;
    }));
  }
})();
