// Optional comfort only: without this file every page works the same.
"use strict";

document.querySelectorAll("[data-print]").forEach((button) => {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
});

// What somebody may mean while typing. Nothing is sent once it may be a number of a person.
document.querySelectorAll("[data-suggest]").forEach((input) => {
  const list = document.createElement("ul");
  list.id = `${input.id}-list`;
  list.className = "suggestions";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", input.labels[0].textContent);
  list.hidden = true;
  input.closest(".search").append(list);
  input.setAttribute("role", "combobox");
  input.setAttribute("aria-expanded", "false");
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-controls", list.id);
  let active = -1;
  let asked = 0;
  let waiting = 0;

  const show = (open) => {
    list.hidden = !open;
    input.setAttribute("aria-expanded", String(open));
    if (!open) {
      active = -1;
      input.removeAttribute("aria-activedescendant");
    }
  };
  const mark = (next) => {
    const options = [...list.children];
    active = (next + options.length) % options.length;
    options.forEach((option, place) => option.setAttribute("aria-selected", String(place === active)));
    input.setAttribute("aria-activedescendant", options[active].id);
  };
  const ask = async () => {
    const text = input.value.trim();
    const mine = ++asked;
    if (!text || /(\d\D{0,2}){5}/.test(text)) {
      show(false);
      return;
    }
    const body = new FormData();
    body.append("q", text);
    let found = [];
    try {
      const answer = await fetch(input.dataset.suggest, { method: "POST", body });
      found = answer.ok ? (await answer.json()).found : [];
    } catch {
      // Without an answer the box works as before.
    }
    if (mine !== asked) return;
    list.replaceChildren(
      ...found.map((each, place) => {
        const option = document.createElement("li");
        option.id = `${list.id}-${place}`;
        option.setAttribute("role", "option");
        option.setAttribute("aria-selected", "false");
        const link = document.createElement("a");
        link.href = each.url;
        link.tabIndex = -1;
        const name = document.createElement("span");
        name.textContent = each.label;
        const more = document.createElement("span");
        more.className = "muted small";
        more.textContent = each.above || each.kind;
        link.append(name, " ", more);
        option.append(link);
        return option;
      }),
    );
    show(found.length > 0);
  };
  input.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(ask, 90);
  });
  input.addEventListener("keydown", (event) => {
    if (list.hidden) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      mark(event.key === "ArrowDown" ? active + 1 : Math.max(active, 0) - 1);
    } else if (event.key === "Enter" && active >= 0) {
      event.preventDefault();
      list.children[active].firstChild.click();
    } else if (event.key === "Escape") {
      show(false);
    }
  });
  input.addEventListener("blur", () => setTimeout(() => show(false), 200));
});
