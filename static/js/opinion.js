// The opinion and the deadline: what is typed is there again after a reload or a new login, until it has been sent.
"use strict";

(function () {
  const form = document.getElementById("acts");
  const sheet = document.getElementById("document");
  const place = `opinion:${sheet.dataset.person}:${sheet.dataset.report}`;
  const fields = ["opinion", "mend_by"].map((name) => form && form.elements[name]).filter(Boolean);

  // ``last``: the person's last act when it was typed. A later one has sent it; somebody else's act has not.
  function keep() {
    const texts = { ...kept().texts };
    for (const field of fields) texts[field.name] = field.value;
    try {
      if (Object.values(texts).some(Boolean)) sessionStorage.setItem(place, JSON.stringify({ last: sheet.dataset.last, texts }));
      else sessionStorage.removeItem(place);
    } catch (error) {
      return; // a full or forbidden store is no reason to stop typing
    }
  }

  function kept() {
    try {
      const found = JSON.parse(sessionStorage.getItem(place));
      return found && found.last === sheet.dataset.last ? found : { texts: {} };
    } catch (error) {
      return { texts: {} };
    }
  }

  // What the server gives back with a sentence is newer than the copy.
  for (const field of fields) {
    if (!field.value && kept().texts[field.name]) field.value = kept().texts[field.name];
    field.addEventListener("input", keep);
  }
  keep();
  if (!form) return;

  // The page of a refused act has the address of its button: reloading it, or logging in again, should lead here.
  if (location.pathname !== form.dataset.page) history.replaceState(null, "", form.dataset.page + location.search);
  form.addEventListener("submit", () => setTimeout(() => {
    for (const button of form.querySelectorAll("button")) button.disabled = true;
  }));
  // The browser's own "back" shows the page as it was left, its buttons pressed.
  window.addEventListener("pageshow", () => {
    for (const button of form.querySelectorAll("button")) button.disabled = false;
  });
})();
