// 佐证材料: files are chosen or dropped, go up one after another, and the list of their place is drawn anew.
"use strict";

(function () {
  document.documentElement.classList.add("scripted");
  const megabyte = 1024 * 1024;
  const told = new Map(); // place → the sentences about its refused files: a list drawn anew keeps them

  function csrf() {
    const found = document.cookie.match(/(?:^|; )csrftoken=([^;]+)/);
    return found ? found[1] : document.querySelector("[name=csrfmiddlewaretoken]").value;
  }

  function every(selector, act) {
    for (const found of document.querySelectorAll(selector)) act(found);
  }

  // The place as it is on the page now: the side panel may have been drawn anew while files went up.
  function placeOf(row) {
    return document.querySelector(`[data-evidence="${row}"]`);
  }

  function say(row, text) {
    const place = placeOf(row);
    if (place) place.querySelector(".evidence-progress").textContent = text;
    else if (window.desk && text) desk.say(text);
  }

  function refuse(row, sentences) {
    told.set(row, sentences);
    const place = placeOf(row);
    if (!place) {
      if (window.desk && sentences.length) desk.say(sentences.join(" "), true);
      return;
    }
    const list = place.querySelector(".evidence-refused");
    list.replaceChildren(...sentences.map((sentence) => {
      const item = document.createElement("li");
      item.textContent = sentence;
      return item;
    }));
  }

  // What the server answered: the list of the place, the counts everywhere, and on the desk all that follows.
  function show(row, answer) {
    const place = placeOf(row);
    if (place) {
      const inside = place.contains(document.activeElement);
      const box = document.createElement("template");
      box.innerHTML = answer.markup;
      place.replaceWith(box.content);
      if (inside) focus(row);
    }
    for (const [key, count] of Object.entries(answer.attached)) {
      every(`[data-files="${key}"]`, (mark) => {
        mark.textContent = `附件 ${count}`;
        mark.hidden = !count;
      });
      every(`[data-files-count="${key}"]`, (cell) => { cell.textContent = count; });
    }
    every("[data-evidence-count]", (total) => { total.textContent = answer.count; });
    every("[data-evidence-covered]", (total) => { total.textContent = answer.covered; });
    if (window.desk && answer.marks) document.dispatchEvent(new CustomEvent("desk:answer", { detail: answer }));
  }

  function focus(row) {
    const place = placeOf(row);
    const input = place && (place.querySelector("[type=file]") || place.querySelector("a"));
    if (input) input.focus();
  }

  async function post(url, body) {
    const response = await fetch(url, {
      method: "POST", body, credentials: "same-origin", headers: { Accept: "application/json", "X-CSRFToken": csrf() },
    });
    const answer = await response.json().catch(() => ({ message: "系统暂时不能处理，请稍后再试。" }));
    if (response.status === 401) {
      answer.message = "登录已过期，请重新登录后再试。";
      if (window.desk) document.dispatchEvent(new CustomEvent("desk:expired"));
    }
    return { response, answer };
  }

  // --- up -----------------------------------------------------------------------------------------

  function tooLarge(file, most) {
    const size = Math.round((file.size * 10) / megabyte) / 10;
    return `“${file.name}”有 ${size} MB，每个文件最多 ${Math.round(most / megabyte)} MB，请压缩或分成几个文件后再上传。`;
  }

  let queue = Promise.resolve(); // one file at a time, in the order in which they were given

  function upload(row, url, purpose, most, files) {
    if (files.length) queue = queue.then(() => uploadAll(row, url, purpose, most, files));
  }

  async function uploadAll(row, url, purpose, most, files) {
    refuse(row, []);
    const sentences = [];
    let stored = 0;
    for (const [index, file] of files.entries()) {
      say(row, `正在上传 ${index + 1} / ${files.length}：${file.name}`);
      if (file.size > most) {
        sentences.push(tooLarge(file, most));
        continue;
      }
      const body = new FormData();
      if (purpose) body.append("purpose", purpose);
      else body.append("row", row);
      body.append("files", file);
      try {
        const { response, answer } = await post(url, body);
        if (answer.markup) show(row, answer);
        if (response.ok) stored += 1;
        else sentences.push(...(answer.refused && answer.refused.length ? answer.refused : [answer.message]));
        if ([401, 403, 404, 409].includes(response.status)) break; // so it will be with the rest
      } catch (error) {
        sentences.push(`“${file.name}”没有上传：网络不通，或者文件在上传时被改动，请再试一次。`);
      }
    }
    say(row, stored ? `已上传 ${stored} 个文件。` : "");
    refuse(row, sentences);
  }

  function from(place, files) {
    const { evidence, url, purpose, most } = place.dataset;
    upload(evidence, url, purpose, Number(most), [...files]);
  }

  async function remove(form) {
    const row = form.closest("[data-evidence]").dataset.evidence;
    form.querySelector("button").disabled = true;
    try {
      const { response, answer } = await post(form.action, new FormData());
      if (response.ok) {
        show(row, answer);
        focus(row);
        refuse(row, []);
        return say(row, "已移除。");
      }
      refuse(row, [answer.message]);
    } catch (error) {
      refuse(row, ["没有移除：网络不通，请稍后再试。"]);
    }
    form.querySelector("button").disabled = false;
  }

  document.addEventListener("change", (event) => {
    const input = event.target;
    if (!input.matches("[data-evidence-form] [type=file]")) return;
    from(input.closest("[data-evidence]"), input.files);
    input.value = "";
  });
  document.addEventListener("submit", (event) => {
    if (event.target.matches("[data-evidence] [data-evidence-remove]")) {
      event.preventDefault();
      remove(event.target);
    } else if (event.target.matches("[data-evidence-form]")) {
      event.preventDefault();
      event.target.querySelector("[type=file]").click();
    }
  });
  // The side panel was drawn anew: what was said about refused files stays to be read.
  document.addEventListener("panel:shown", () => every(".panel [data-evidence]", (place) => {
    if (told.has(place.dataset.evidence)) refuse(place.dataset.evidence, told.get(place.dataset.evidence));
  }));

  // --- drag and drop ------------------------------------------------------------------------------

  // Where a dragged file would go: a row of the list, the side panel's list, or an indicator's row of the desk.
  function target(event) {
    const zone = event.target.closest("[data-drop], [data-evidence]");
    if (zone) {
      const place = zone.matches("[data-evidence]") ? zone : zone.querySelector("[data-evidence]");
      return place && place.querySelector("[data-evidence-form]") ? { zone, place: place.dataset } : null;
    }
    const sheet = document.getElementById("sheet");
    const line = sheet && sheet.dataset.attach && event.target.closest(".form-table tr");
    const input = line && line.querySelector('[data-row^="entry:"]');
    if (!input) return null;
    const { attach: url, most } = sheet.dataset;
    return { zone: line, place: { evidence: input.dataset.row, url, most } };
  }

  function hasFiles(event) {
    return event.dataTransfer && [...event.dataTransfer.types].includes("Files");
  }

  function frame(zone) {
    every(".evidence-over", (old) => { if (old !== zone) old.classList.remove("evidence-over"); });
    if (zone) zone.classList.add("evidence-over");
  }

  // A file that misses its row must not take the page's place.
  for (const name of ["dragenter", "dragover"]) {
    document.addEventListener(name, (event) => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      const found = target(event);
      event.dataTransfer.dropEffect = found ? "copy" : "none";
      frame(found && found.zone);
    });
  }
  document.addEventListener("dragleave", (event) => { if (!event.relatedTarget) frame(null); });
  document.addEventListener("drop", (event) => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    frame(null);
    const found = target(event);
    if (!found) return;
    const { evidence, url, purpose, most } = found.place;
    upload(evidence, url, purpose, Number(most), [...event.dataTransfer.files]);
  });
})();
