// The administration: how a target is read stands beside it while it is typed, so that a misreading shows at once.
"use strict";

(function () {
  const PAUSE_MS = 250;
  const timers = new Map();

  // The fields of one indicator share their row of the table, or the page.
  function scope(field) {
    return field.closest("tr.form-row, .inline-related") || field.closest("form");
  }

  function address() {
    return `${location.pathname.split("/indicators/")[0].split("/programs/")[0]}/indicators/indicator/reading/`;
  }

  async function read(field) {
    const box = scope(field);
    const name = box.querySelector("[name$=name]");
    const shown = box.querySelector(".field-reading .readonly, .field-reading p");
    if (!shown) return;
    const query = new URLSearchParams({ target: field.value, name: name ? name.value : "" });
    try {
      const response = await fetch(`${address()}?${query}`, { credentials: "same-origin" });
      if (response.ok) shown.textContent = (await response.json()).reading;
    } catch (error) {
      return; // it is read again when the form is saved
    }
  }

  document.addEventListener("input", (event) => {
    const field = event.target.matches("[name$=target]") ? event.target : event.target.matches("[name$=name]") && scope(event.target).querySelector("[name$=target]");
    if (!field) return;
    clearTimeout(timers.get(field));
    timers.set(field, setTimeout(() => read(field), PAUSE_MS));
  });
})();
