// The list of live figures, and writing into a field as if typed.
"use strict";

(function () {
  const { make, apart } = window.prose;

  // --- writing into a field -------------------------------------------------------------------------

  // As if typed, so that the browser's own undo takes it back.
  function replace(field, from, to, text, caret) {
    field.focus();
    field.setSelectionRange(from, to);
    if (from === to && !text) return;
    if (!document.execCommand(text ? "insertText" : "delete", false, text)) {
      field.setRangeText(text, from, to, "end");
      field.dispatchEvent(new Event("input", { bubbles: true }));
    }
    if (caret !== undefined) field.setSelectionRange(caret, caret);
  }

  const growsItself = CSS.supports("field-sizing", "content");
  function grow(field) {
    if (growsItself && !field.dataset.row) return;
    field.style.height = "auto";
    field.style.height = `${field.scrollHeight + field.offsetHeight - field.clientHeight}px`;
  }

  // --- live figures ---------------------------------------------------------------------------------

  const WHOLE = { goal_table: "绩效目标表（整张）", allocation_table: "分配表（整张）" };
  const fold = (name) => name.normalize("NFKC").replace(/\s/g, "").replace(/^资金\.其中:/, "资金.");

  // Name → what stands in the tables now; null where the page was given none.
  function figures() {
    const given = document.getElementById("live-figures");
    return window.desk.figures || (given && JSON.parse(given.textContent));
  }

  // [name, text] of each figure in a text; undefined for an unknown one.
  function quoted(text) {
    const known = text.includes("{{") && figures();
    if (!known) return [];
    const values = new Map(Object.entries(known).map(([name, value]) => [fold(name), value]));
    const names = [...text.matchAll(/\{\{([^{}\n]{0,200})\}\}/g)].map((match) => match[1]);
    return [...new Set(names)].filter((name) => !(name in WHOLE) && !/^\s*chart:/.test(name)).map((name) => [name, values.get(fold(name))]);
  }

  function matching(query, inCell) {
    const words = query.split(/\s+/).map(fold).filter(Boolean);
    const known = figures();
    if (!known) return null;
    const all = Object.entries(known).map(([name, text]) => ({ name, text: text || "（表中未填）" }));
    if (!inCell) all.push(...Object.entries(WHOLE).map(([name, text]) => ({ name, text })));
    const found = all.filter(({ name, text }) => words.every((word) => fold(name in WHOLE ? text : name).includes(word)));
    const first = ({ name }) => Number(!fold(name).startsWith(words[0] || ""));
    return found.sort((a, b) => first(a) - first(b));
  }

  // The list under the cursor; ``open`` is the field it serves and where its {{ begins.
  const list = make("ul", { id: "ed-list", class: "ed-list", role: "listbox", "aria-label": "可插入的数据", tabindex: "0", hidden: "" });
  let open = null;
  let dismissed = null;

  function suggest(field, byButton) {
    const before = field.value.slice(0, field.selectionStart);
    const from = before.lastIndexOf("{{");
    const typing = from >= 0 && !/[}\n]/.test(before.slice(from)) && field.selectionStart === field.selectionEnd;
    if (!typing || byButton) dismissed = null;
    if (!typing || (dismissed && dismissed.field === field && dismissed.from === from)) return close();
    const found = matching(before.slice(from + 2), field.matches(".ed-cell"));
    if (!found) return close();
    open = { field, from, found, at: 0, byButton: byButton || (open && open.byButton) };
    dismissed = null;
    list.replaceChildren(...found.map(optionOf));
    if (!found.length) list.append(make("li", { role: "option", "aria-disabled": "true" }, "没有这个数据，按 Esc 收起"));
    for (const [name, value] of [["aria-controls", "ed-list"], ["aria-autocomplete", "list"], ["aria-haspopup", "listbox"]]) field.setAttribute(name, value);
    list.hidden = false;
    place(field, from);
    point(0);
  }

  function optionOf({ name, text }, index) {
    const option = make("li", { role: "option", id: `ed-option-${index}`, "aria-selected": "false" }, make("span", {}, name), make("span", { class: "ed-value" }, text));
    option.addEventListener("click", () => choose(index));
    return option;
  }

  function point(index) {
    const options = [...list.querySelectorAll("[id]")];
    open.at = options.length ? (index + options.length) % options.length : -1;
    options.forEach((option, i) => option.setAttribute("aria-selected", String(i === open.at)));
    if (open.at < 0) return open.field.removeAttribute("aria-activedescendant");
    open.field.setAttribute("aria-activedescendant", options[open.at].id);
    options[open.at].scrollIntoView({ block: "nearest" });
  }

  function close() {
    if (!open) return;
    for (const name of ["controls", "autocomplete", "haspopup", "activedescendant"]) open.field.removeAttribute(`aria-${name}`);
    list.hidden = true;
    open = null;
  }

  function choose(index) {
    const { field, from, found } = open;
    const name = found[index].name;
    const end = field.selectionStart + (field.value.startsWith("}}", field.selectionStart) ? 2 : 0);
    close();
    // A whole table stands in a paragraph of its own.
    const pieces = name in WHOLE ? apart(field.value.slice(0, from), `{{${name}}}`, field.value.slice(end)) : [`{{${name}}}`];
    replace(field, from, end, pieces.join(""));
  }

  // Esc leaves what was typed, and takes back the braces the button wrote.
  function dismiss() {
    const { field, from, byButton } = open;
    dismissed = { field, from };
    close();
    if (byButton) replace(field, from, field.selectionStart, "");
  }

  function listKey(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) point(open.at + step);
    else if (["Enter", "Tab"].includes(event.key) && open.at >= 0) choose(open.at);
    else if (event.key === "Escape") dismiss();
    else return false;
    return true;
  }

  // Under the braces: a copy of the field's text, laid out alike, tells where they stand.
  function place(field, index) {
    const copy = make("div", { class: "ed-copy" }, field.value.slice(0, index), make("span", {}, "{{"));
    const style = getComputedStyle(field);
    for (const name of ["width", "padding", "border", "font", "letterSpacing", "textAlign", "boxSizing"]) copy.style[name] = style[name];
    document.body.append(copy);
    const [mark, box] = [copy.lastChild, field.getBoundingClientRect()];
    const top = box.top + mark.offsetTop - field.scrollTop;
    const left = Math.min(box.left + mark.offsetLeft, document.documentElement.clientWidth - list.offsetWidth - 8);
    const below = top + mark.offsetHeight + 4;
    copy.remove();
    const over = below + list.offsetHeight > window.innerHeight && top > list.offsetHeight;
    list.style.top = `${window.scrollY + (over ? top - list.offsetHeight - 4 : below)}px`;
    list.style.left = `${window.scrollX + Math.max(8, left)}px`;
  }

  const serving = () => open !== null;
  window.figures = { replace, grow, figures, quoted, list, serving, suggest, close, listKey };
})();
