// Nothing typed is lost: a copy of what is not saved yet stays in this browser, and one logs in again in place.
"use strict";

(function () {
  const sheet = document.getElementById("sheet");
  const place = `desk:${sheet.dataset.person}:${sheet.dataset.report}`;
  const dialog = document.getElementById("relogin");
  const DAYS = 30;
  const QUIET_MS = 4000; // a person who has not typed for so long has finished the sentence

  // --- the copy -----------------------------------------------------------------------------------

  // For each unsaved cell its text and the text it was typed over. A full or forbidden store is no reason to stop typing.
  function keep() {
    const unsaved = {};
    for (const [key, row] of desk.dirtyRows()) {
      unsaved[key] = {};
      for (const [field, text] of Object.entries(desk.changed(row))) unsaved[key][field] = { text, base: row.stored.get(field) };
    }
    try {
      if (Object.keys(unsaved).length) localStorage.setItem(place, JSON.stringify({ at: Date.now(), unsaved }));
      else localStorage.removeItem(place);
    } catch (error) {
      return;
    }
  }

  function kept() {
    try {
      const found = JSON.parse(localStorage.getItem(place));
      return found && Date.now() - found.at < DAYS * 86400e3 ? found.unsaved : {};
    } catch (error) {
      return {};
    }
  }

  // Where the server still has what was typed over, the text is typed again; else the person chooses.
  function restore() {
    let count = 0;
    for (const [key, fields] of Object.entries(kept())) {
      const row = desk.rows.get(key);
      for (const [field, { text, base }] of Object.entries(row ? fields : {})) {
        const input = row.cells.get(field);
        if (!input || input.value === text) continue;
        const theirs = row.stored.get(field);
        count += 1;
        desk.show(input, text);
        if (theirs === base) desk.state(input, "dirty");
        else desk.compare(row, field, base, theirs, null);
      }
    }
    if (count) {
      desk.say(`找回上次没有保存的 ${count} 格，正在保存…`);
      desk.save();
    }
  }

  let waiting = null;
  document.addEventListener("desk:typed", () => {
    clearTimeout(waiting);
    waiting = setTimeout(keep, 200);
  });
  document.addEventListener("desk:kept", keep);
  window.addEventListener("pagehide", keep);

  // --- logging in again ---------------------------------------------------------------------------

  // Not in the middle of a sentence: what is typed on would go into the password field.
  let lastKey = 0;
  let asking = null;
  document.addEventListener("desk:typed", () => { lastKey = Date.now(); });

  function ask() {
    clearTimeout(asking);
    const rest = lastKey + QUIET_MS - Date.now();
    if (rest > 0) {
      asking = setTimeout(ask, rest);
      return;
    }
    if (!dialog.open) dialog.showModal();
    dialog.querySelector("[type=password]").focus();
  }

  document.addEventListener("desk:expired", () => {
    keep();
    ask();
  });
  dialog.querySelector("[data-close]").addEventListener("click", () => dialog.close());
  dialog.querySelector("form").addEventListener("submit", async (event) => {
    event.preventDefault();
    const form = event.target;
    const sentence = form.querySelector(".cell-note");
    sentence.textContent = "";
    try {
      const { response, answer } = await desk.send(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)) });
      form.password.value = "";
      if (!response.ok) {
        sentence.textContent = answer.message;
        return;
      }
      if (answer.user !== sheet.dataset.name) {
        sentence.textContent = `这个浏览器现在是“${answer.user}”登录的，不能保存“${sheet.dataset.name}”填的内容；请先退出那个账号。`;
        return;
      }
    } catch (error) {
      sentence.textContent = "没有登录成功，请稍后再试；连续输错会锁定 15 分钟。";
      return;
    }
    dialog.close();
    desk.save();
  });

  // Logging in has changed the token that every form of the page carries.
  function renewToken(form) {
    if (form.elements.csrfmiddlewaretoken) form.elements.csrfmiddlewaretoken.value = desk.csrf();
  }
  document.addEventListener("submit", (event) => renewToken(event.target), true);

  restore();
})();
