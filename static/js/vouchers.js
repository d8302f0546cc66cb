// Pictures sent one by one, each with its progress, and again when one fails.
// Without this file the same form sends them all at once.
"use strict";

document.querySelectorAll("[data-upload]").forEach((form) => {
  const words = form.dataset;
  const list = form.querySelector("[data-queue]");
  const row = form.querySelector("template[data-row]");
  const over = form.querySelector("[data-over]");
  const token = form.querySelector("[name=csrfmiddlewaretoken]").value;
  const most = Number(words.most) * 2 ** 20;
  const atOnce = 2;
  const queue = [];
  let sending = 0;
  let arrived = 0;
  let failed = 0;

  form.querySelectorAll("[data-plain]").forEach((part) => { part.hidden = true; });
  form.querySelectorAll("[data-script]").forEach((part) => { part.hidden = false; });

  const tell = (item, state, text) => {
    item.line.className = `is-${state}`;
    item.line.querySelector(".voucher-state").textContent = text;
    item.line.querySelector(".voucher-retry").hidden = state !== "failed" || item.final;
    item.line.querySelector("progress").hidden = state === "failed" || state === "done";
  };

  const fail = (item, text) => {
    failed += 1;
    item.failed = true;
    tell(item, "failed", text);
  };

  const ended = () => {
    sending -= 1;
    next();
    if (sending || queue.length || !arrived) return;
    if (failed) {
      over.hidden = false;
    } else {
      window.location.assign(words.next);
    }
  };

  const send = (item) => {
    sending += 1;
    tell(item, "sending", words.sending);
    const data = new FormData();
    data.append("csrfmiddlewaretoken", token);
    data.append("files", item.file);
    const request = new XMLHttpRequest();
    request.open("POST", form.action);
    request.setRequestHeader("Accept", "application/json");
    request.upload.addEventListener("progress", (event) => {
      if (event.lengthComputable) {
        item.line.querySelector("progress").value = (100 * event.loaded) / event.total;
      }
    });
    request.addEventListener("load", () => {
      let answer = {};
      try {
        answer = JSON.parse(request.responseText);
      } catch {
        // A page instead of an answer: signed out, or a proxy in between.
      }
      if (request.status === 201) {
        arrived += 1;
        tell(item, "done", words.done);
      } else {
        // Sending the same file again would be refused again.
        item.final = Boolean(answer.error);
        fail(item, answer.error || words.lost);
      }
      ended();
    });
    request.addEventListener("error", () => {
      fail(item, words.lost);
      ended();
    });
    request.send(data);
  };

  const next = () => {
    while (sending < atOnce && queue.length) send(queue.shift());
  };

  const add = (file) => {
    const line = row.content.firstElementChild.cloneNode(true);
    const item = { file, line, failed: false, final: false };
    line.querySelector(".voucher-name").textContent = file.name;
    line.querySelector(".voucher-retry").addEventListener("click", () => {
      failed -= 1;
      queue.push(item);
      tell(item, "waiting", words.waiting);
      next();
    });
    list.append(line);
    if (file.size > most) {
      item.final = true;
      fail(item, words.large);
      return;
    }
    queue.push(item);
    tell(item, "waiting", words.waiting);
  };

  form.querySelectorAll("[data-script][type=file]").forEach((input) => {
    input.addEventListener("change", () => {
      [...input.files].forEach(add);
      input.value = "";
      next();
    });
  });
});
