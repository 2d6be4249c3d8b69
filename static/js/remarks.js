// Comments on the desk and on the reviewer's page: what is written goes up, the lists come back drawn by the server.
"use strict";

(function () {
  const url = document.querySelector("[data-comments]").dataset.comments;
  const cellBox = document.getElementById("cell-threads"); // the reviewer's page; on the desk the side panel asks itself
  const told = JSON.parse(document.getElementById("comments-told").textContent);
  const page = document.querySelector("[data-layout]");
  const layout = page.dataset.layout; // of the rows on this page: a place is a number among them
  const store = `remarks:${page.dataset.person}:${page.dataset.report}`;
  const PAUSE_MS = 400;
  let asked = told.asked;
  let asking = null;

  function csrf() {
    const found = document.cookie.match(/(?:^|; )csrftoken=([^;]+)/);
    return found ? found[1] : document.querySelector("[name=csrfmiddlewaretoken]").value;
  }

  async function send(address, options = {}) {
    const headers = { Accept: "application/json", ...options.headers };
    const response = await fetch(address, { credentials: "same-origin", ...options, headers });
    const answer = await response.json().catch(() => ({ message: "系统暂时不能处理，请稍后再试。" }));
    if (response.status === 401) {
      answer.message = "登录已过期，请重新登录后再试。";
      if (window.desk) document.dispatchEvent(new CustomEvent("desk:expired"));
    }
    return { response, answer };
  }

  // --- lists that are drawn anew ------------------------------------------------------------------

  // What a text being written belongs to: its form's address and what the form names.
  function nameOf(area) {
    const fields = ["thread", "place", "code", "where"].map((name) => area.form.elements[name]?.value || "");
    return [area.form.getAttribute("action"), ...fields].join(" ");
  }

  const unsent = new Map(); // form → {text, about}: written in it and not sent, there again when the form is
  const astray = new Map(); // the same of an earlier page whose rows were others: shown, to be copied

  function keep(box) {
    for (const area of box.querySelectorAll("form[data-remark] textarea")) note(area);
    remember();
  }

  function note(area) {
    if (area.value === area.defaultValue) unsent.delete(nameOf(area));
    else unsent.set(nameOf(area), { text: area.value, about: area.getAttribute("aria-label") });
  }

  // A copy for the next load of the page, after a reload or a new login; in this tab alone.
  function remember() {
    try {
      if (unsent.size || astray.size) sessionStorage.setItem(store, JSON.stringify({ layout, unsent: [...unsent], astray: [...astray] }));
      else sessionStorage.removeItem(store);
    } catch (error) {
      return; // a full or forbidden store is no reason to stop writing
    }
  }

  function recall() {
    let kept = null;
    try {
      kept = JSON.parse(sessionStorage.getItem(store));
    } catch (error) {
      return;
    }
    if (!kept) return;
    for (const [name, said] of kept.astray) astray.set(name, said);
    for (const [name, said] of kept.unsent) (name.includes("[") && kept.layout !== layout ? astray : unsent).set(name, said);
    fill(document);
    tellAstray();
  }

  // The texts that were being written, in the forms that there are now.
  function fill(box) {
    for (const area of box.querySelectorAll("form[data-remark] textarea")) {
      const said = unsent.get(nameOf(area));
      if (!said) continue;
      area.value = said.text;
      if (area.closest("details")) area.closest("details").open = true;
    }
  }

  // What has no form any more, and on the reviewer's page what is being written about a cell whose panel is closed.
  function tellAstray() {
    const box = document.getElementById("unsent");
    if (!box) return;
    const places = cellBox ? [...unsent].filter(([name]) => !formOf(name)).map(([name, said]) => [name.split(" ")[2], said.about]) : [];
    box.replaceChildren(...places.map(placeLine), ...[...astray].map(astrayLine));
    box.hidden = !box.childElementCount;
  }

  function formOf(name) {
    return [...document.querySelectorAll("form[data-remark] textarea")].some((area) => nameOf(area) === name);
  }

  function placeLine([place, about]) {
    const line = element("p", "message warning", "还没有写完：");
    const button = element("button", "link", about.replace(/写意见$/, "的意见"));
    button.type = "button";
    button.dataset.speak = place;
    line.append(button);
    return line;
  }

  function astrayLine([name, said]) {
    const line = element("div", "message warning", `表中的行有了变化，${said.about}没有发出：`);
    const text = element("textarea", "opinion");
    text.readOnly = true;
    text.value = said.text;
    text.setAttribute("aria-label", said.about);
    const button = element("button", "link", "不再保留");
    button.type = "button";
    button.addEventListener("click", () => {
      astray.delete(name);
      remember();
      tellAstray();
    });
    line.append(text, button);
    return line;
  }

  function element(tag, className, text = "") {
    const made = document.createElement(tag);
    made.className = className;
    made.textContent = text;
    return made;
  }

  // The markup anew; a text being written stays, open, with the cursor in it.
  function redraw(box, markup) {
    const inside = document.activeElement.matches("form[data-remark] textarea") && box.contains(document.activeElement);
    const [name, at] = inside ? [nameOf(document.activeElement), document.activeElement.selectionEnd] : ["", 0];
    keep(box);
    box.innerHTML = markup;
    fill(box);
    for (const area of box.querySelectorAll("form[data-remark] textarea")) {
      if (nameOf(area) !== name) continue;
      if (area.closest("details")) area.closest("details").open = true;
      area.focus({ preventScroll: true });
      area.setSelectionRange(at, at);
    }
  }

  function placeOf(place) {
    return document.getElementById(`cell-${place}`) || document.querySelector(`#document [data-key="${place}"]`);
  }

  // The corner that says that a cell is spoken of.
  function mark(marks) {
    for (const old of document.querySelectorAll(".remark-mark")) old.remove();
    for (const [place, count] of Object.entries(marks)) {
      const cell = placeOf(place);
      if (!cell) continue;
      const corner = document.createElement("span");
      corner.className = "remark-mark";
      corner.setAttribute("role", "img");
      corner.setAttribute("aria-label", `意见 ${count} 条`);
      corner.title = `意见 ${count} 条`;
      cell.classList.add("remarked");
      cell.append(corner);
    }
  }

  function show(answer) {
    const mending = document.getElementById("mending");
    redraw(mending, answer.mending);
    mending.hidden = !answer.mending.trim();
    redraw(document.getElementById("threads"), answer.threads);
    for (const count of document.querySelectorAll("[data-comment-count]")) count.textContent = answer.count;
    for (const line of document.querySelectorAll("[data-left]")) {
      line.hidden = !answer.waiting;
      line.querySelector("span").textContent = answer.waiting;
    }
    if (cellBox && answer.cell !== undefined) redraw(cellBox, answer.cell);
    else if (cellBox && !cellBox.hidden) close(); // its place means another row now
    asked = answer.asked;
    if (answer.layout === layout) mark(answer.marks);
    tellAstray();
    document.dispatchEvent(new CustomEvent("remarks:changed"));
  }

  // --- what is written ----------------------------------------------------------------------------

  async function post(form, button) {
    const sentence = form.querySelector(".cell-note");
    const body = new FormData(form);
    if (button && button.name) body.append(button.name, button.value);
    body.set("csrfmiddlewaretoken", csrf());
    if (cellBox && !cellBox.hidden && !body.get("place")) body.set("place", cellBox.dataset.place);
    if (!body.get("layout")) body.set("layout", layout);
    button.disabled = true;
    try {
      if (window.desk) await desk.save(); // what a comment speaks of is what stands on the page
      const { response, answer } = await send(form.action, { method: "POST", body });
      if (!response.ok) {
        sentence.textContent = answer.message;
      } else {
        form.reset();
        keep(form);
        if (answer.reload) return location.reload();
        if (form.closest("details")) form.closest("details").open = false;
        if (document.activeElement && form.contains(document.activeElement)) document.activeElement.blur();
        show(answer);
      }
    } catch (error) {
      sentence.textContent = "网络不通，请稍后再试。";
    }
    button.disabled = false;
  }

  document.addEventListener("input", (event) => {
    if (!event.target.matches("form[data-remark] textarea")) return;
    note(event.target);
    remember();
  });
  document.addEventListener("submit", (event) => {
    if (!event.target.matches("form[data-remark]")) return;
    event.preventDefault();
    post(event.target, event.submitter || event.target.querySelector("button"));
  });

  // A cell that was to be mended has been saved: its item says so by itself.
  document.addEventListener("desk:stored", (event) => {
    const { row, field } = event.detail;
    if (!asked.some(([key, cell]) => key === row && (cell === field || !cell))) return;
    clearTimeout(asking);
    asking = setTimeout(async () => {
      try {
        const { response, answer } = await send(url, { headers: { "X-Background": "1" } });
        if (response.ok) show(answer);
      } catch (error) {
        return; // the next save asks again
      }
    }, PAUSE_MS);
  });

  // --- the reviewer's page ------------------------------------------------------------------------

  // The threads of one place beside the report; `write`: with the cursor in the box.
  async function open(place, write) {
    if (cellBox.dataset.place !== place) close(); // nothing is written about the cell before
    cellBox.dataset.place = place;
    try {
      const { response, answer } = await send(`${url}?${new URLSearchParams({ place, layout })}`);
      if (cellBox.dataset.place !== place) return; // another cell was clicked meanwhile
      if (response.ok) redraw(cellBox, answer.cell);
      else cellBox.textContent = answer.message;
    } catch (error) {
      cellBox.textContent = "网络不通，请稍后再试。";
    }
    cellBox.hidden = false;
    tellAstray();
    const box = cellBox.querySelector(".speak textarea");
    if (!write || !box) return;
    if (box.closest("details")) box.closest("details").open = true;
    box.focus();
  }

  function close() {
    keep(cellBox);
    cellBox.hidden = true;
    cellBox.dataset.place = "";
    cellBox.replaceChildren();
    tellAstray();
  }

  mark(told.marks);
  recall();
  window.remarks = { redraw, open, close };
})();
