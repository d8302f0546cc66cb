// Keys for those who work through a queue. Without this file every page works the same.
"use strict";

(() => {
  const typing = (target) => target.closest("input, select, textarea, [contenteditable]");
  const rows = [...document.querySelectorAll("table.queue a.row-link")];
  document.querySelectorAll("[data-keys]").forEach((hint) => { hint.hidden = false; });

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
    const link = document.querySelector(`a[data-key="${CSS.escape(event.key)}"]`);
    if (link) {
      link.click();
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
