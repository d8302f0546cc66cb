// Keys for those who work through a queue. Without this file every page works the same.
"use strict";

(() => {
  const typing = (target) => target.closest("input:not([type=checkbox]), select, textarea, [contenteditable]");
  const rows = [...document.querySelectorAll("table.queue a.row-link")];
  const help = document.getElementById("keys");
  // A phone has no keys to tell of.
  if (matchMedia("(hover: hover)").matches) document.querySelectorAll("[data-keys]").forEach((hint) => { hint.hidden = false; });

  const all = document.querySelector("[data-tick-all]");
  const boxes = [...document.querySelectorAll("td.tick input")];
  if (all && boxes.length > 1) {
    all.hidden = false;
    all.addEventListener("change", () => { boxes.forEach((box) => { box.checked = all.checked; }); });
    boxes.forEach((box) => box.addEventListener("change", () => { all.checked = boxes.every((each) => each.checked); }));
  }

  // A folded act opens and takes the cursor; a link or a button is pressed.
  const press = (element) => {
    const fold = element.tagName === "SUMMARY" ? element.parentElement : null;
    if (!fold) {
      element.click();
      return;
    }
    fold.open = true;
    const first = fold.querySelector("select, textarea, input:not([type=hidden])") || element;
    first.focus();
    fold.scrollIntoView({ block: "nearest" });
  };

  const tick = () => {
    const row = document.activeElement.closest("tr");
    const box = row && row.querySelector("td.tick input");
    if (box) box.click();
    return Boolean(box);
  };

  // A refused act shows its form open: bring it into view.
  const refused = document.querySelector(".act-fold[open] .field-error, #bulk .field-error");
  if (refused) refused.scrollIntoView({ block: "center" });

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape" && event.target.closest(".act-fold")) {
      const fold = event.target.closest(".act-fold");
      fold.open = false;
      fold.querySelector("summary").focus();
      return;
    }
    if (typing(event.target) || (help && help.open)) return;
    if (event.key === "?" && help) {
      event.preventDefault();
      help.showModal();
      return;
    }
    if (event.key === "x" && tick()) return;
    const known = document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
    if (known) {
      // Otherwise the letter would be typed into the field that now has the cursor.
      event.preventDefault();
      press(known);
      return;
    }
    const step = { j: 1, k: -1 }[event.key];
    if (!step || !rows.length) return;
    const here = rows.indexOf(document.activeElement);
    const next = rows[Math.min(Math.max(here + step, 0), rows.length - 1)];
    next.focus();
    next.scrollIntoView({ block: "nearest" });
  });
})();
