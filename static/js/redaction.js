// Black boxes drawn by finger, mouse or keyboard. The rows of numbers are what is sent; the
// drawing only shows them, so that everything works without this file too.
"use strict";

(() => {
  const form = document.querySelector("[data-redaction]");
  if (!form) return;
  const svg = form.querySelector(".redaction-boxes");
  const sheet = form.querySelector(".redaction-sheet");
  const frame = form.querySelector(".redaction-frame");
  const image = sheet.querySelector("img");
  const rows = form.querySelector("[data-rows]");
  const blank = form.querySelector("template[data-row]");
  const nothing = form.querySelector("[name=nothing_to_mask]");
  const said = form.querySelector("[data-said]");
  const tool = (name) => form.querySelector(`[data-act=${name}]`);
  const names = ["left", "top", "width", "height"];
  const smallest = 0.4;
  const zooms = 4;
  let past = [];
  let selected = null;
  let moving = false;
  let zoom = 1;

  form.querySelectorAll("[data-script]").forEach((part) => { part.hidden = false; });
  form.querySelector("[data-numbers]").open = false;
  rows.querySelectorAll("[data-spare]").forEach((row) => { row.remove(); });

  const inputs = (row) => names.map((name) => row.querySelector(`[name=${name}]`));
  const read = (row) => inputs(row).map((input) => Number(input.value.replace(",", ".")) || 0);
  const write = (row, box) => inputs(row).forEach((input, at) => { input.value = String(Math.round(box[at] * 100) / 100); });
  const limit = (value, low, high) => Math.min(Math.max(value, low), high);
  const all = () => [...rows.children];

  const draw = () => {
    svg.replaceChildren(...all().map((row, at) => {
      const rect = document.createElementNS("http://www.w3.org/2000/svg", "rect");
      ["x", "y", "width", "height"].forEach((name, which) => rect.setAttribute(name, read(row)[which]));
      rect.setAttribute("tabindex", "0");
      rect.setAttribute("role", "img");
      rect.setAttribute("aria-label", `${form.dataset.box} ${at + 1}`);
      rect.classList.toggle("is-selected", row === selected);
      rect.addEventListener("focus", () => select(row));
      return rect;
    }));
    tool("undo").disabled = !past.length;
    tool("remove").disabled = !selected;
    if (rows.children.length) nothing.checked = false;
  };

  const select = (row) => {
    if (selected === row) return;
    selected = row;
    all().forEach((each, at) => {
      if (svg.children[at]) svg.children[at].classList.toggle("is-selected", each === row);
    });
    tool("remove").disabled = !row;
  };

  const focusOn = (row) => {
    const rect = svg.children[all().indexOf(row)];
    if (rect) rect.focus({ preventScroll: true });
  };

  const keep = () => {
    past.push({ boxes: all().map(read), nothing: nothing.checked });
    if (past.length > 100) past.shift();
  };

  const addRow = (box) => {
    const row = blank.content.firstElementChild.cloneNode(true);
    write(row, box);
    rows.append(row);
    return row;
  };

  const acts = {
    add() {
      keep();
      // In the middle of what is seen just now.
      const whole = sheet.getBoundingClientRect();
      const seen = frame.getBoundingClientRect();
      const top = Math.max(seen.top, 0);
      const bottom = Math.min(seen.bottom, window.innerHeight);
      const x = ((seen.left + seen.width / 2 - whole.left) / whole.width) * 100;
      const y = (((top + bottom) / 2 - whole.top) / whole.height) * 100;
      selected = addRow([limit(x - 15, 0, 70), limit(y - 1.5, 0, 97), 30, 3]);
      draw();
      focusOn(selected);
    },
    undo() {
      const last = past.pop();
      if (!last) return;
      rows.replaceChildren();
      selected = null;
      last.boxes.forEach(addRow);
      draw();
      nothing.checked = last.nothing;
    },
    remove() {
      if (!selected) return;
      keep();
      selected.remove();
      selected = null;
      draw();
      frame.focus({ preventScroll: true });
    },
    in() { resize(zoom + 1); },
    out() { resize(zoom - 1); },
    move() {
      moving = !moving;
      tool("move").setAttribute("aria-pressed", String(moving));
      sheet.classList.toggle("is-moving", moving);
    },
  };

  const resize = (to) => {
    const middle = [(frame.scrollLeft + frame.clientWidth / 2) / frame.scrollWidth, (frame.scrollTop + frame.clientHeight / 2) / frame.scrollHeight];
    sheet.classList.remove(`zoom-${zoom}`);
    zoom = limit(to, 1, zooms);
    sheet.classList.add(`zoom-${zoom}`);
    tool("out").disabled = zoom === 1;
    tool("in").disabled = zoom === zooms;
    frame.scrollLeft = middle[0] * frame.scrollWidth - frame.clientWidth / 2;
    frame.scrollTop = middle[1] * frame.scrollHeight - frame.clientHeight / 2;
  };

  const nudge = (key, larger) => {
    const [x, y] = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[key];
    const step = 0.5;
    let [left, top, width, height] = read(selected);
    keep();
    if (larger) {
      width = limit(width + x * step, smallest, 100 - left);
      height = limit(height + y * step, smallest, 100 - top);
    } else {
      left = limit(left + x * step, 0, 100 - width);
      top = limit(top + y * step, 0, 100 - height);
    }
    write(selected, [left, top, width, height]);
    draw();
    focusOn(selected);
    said.textContent = inputs(selected).map((input) => `${input.getAttribute("aria-label")} ${input.value}`).join(", ");
  };

  const place = (event) => {
    const whole = svg.getBoundingClientRect();
    return [limit(((event.clientX - whole.left) / whole.width) * 100, 0, 100), limit(((event.clientY - whole.top) / whole.height) * 100, 0, 100)];
  };

  // A drag on a box moves it, a drag beside one draws a new one.
  svg.addEventListener("pointerdown", (event) => {
    if (moving || event.button !== 0 || !event.isPrimary) return;
    event.preventDefault();
    const from = place(event);
    const hit = [...svg.children].indexOf(event.target);
    keep();
    const row = hit >= 0 ? all()[hit] : addRow([...from, 0, 0]);
    const start = read(row);
    let moved = false;
    selected = row;
    draw();
    svg.setPointerCapture(event.pointerId);
    const drag = (at) => {
      const to = place(at);
      moved = true;
      if (hit >= 0) {
        write(row, [limit(start[0] + to[0] - from[0], 0, 100 - start[2]), limit(start[1] + to[1] - from[1], 0, 100 - start[3]), start[2], start[3]]);
      } else {
        write(row, [Math.min(from[0], to[0]), Math.min(from[1], to[1]), Math.abs(to[0] - from[0]), Math.abs(to[1] - from[1])]);
      }
      draw();
    };
    const stop = () => {
      svg.removeEventListener("pointermove", drag);
      svg.removeEventListener("pointerup", stop);
      svg.removeEventListener("pointercancel", stop);
      const box = read(row);
      if (hit < 0 && (box[2] < smallest || box[3] < smallest)) {
        // A mere touch is no box.
        row.remove();
        selected = null;
        past.pop();
      } else if (hit >= 0 && !moved) {
        past.pop();
      }
      draw();
      if (selected) focusOn(selected);
    };
    svg.addEventListener("pointermove", drag);
    svg.addEventListener("pointerup", stop);
    svg.addEventListener("pointercancel", stop);
  });

  Object.keys(acts).forEach((name) => tool(name).addEventListener("click", acts[name]));
  rows.addEventListener("focusin", (event) => select(event.target.closest("li")));
  rows.addEventListener("input", draw);

  document.addEventListener("keydown", (event) => {
    if (event.target.closest("input, textarea, select")) return;
    if ((event.ctrlKey || event.metaKey) && event.key === "z") {
      event.preventDefault();
      acts.undo();
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const key = { n: "add", N: "add", "+": "in", "=": "in", "-": "out" }[event.key];
    if (key) {
      event.preventDefault();
      acts[key]();
    } else if (selected && event.target.closest("rect") && event.key.startsWith("Arrow")) {
      event.preventDefault();
      nudge(event.key, event.shiftKey);
    } else if (selected && event.target.closest("rect") && (event.key === "Delete" || event.key === "Backspace")) {
      event.preventDefault();
      acts.remove();
    }
  });

  // Invoices carry a code: 01,kind,invoice code,invoice number,amount,date,…
  const readCode = async () => {
    const numberField = form.querySelector("[name=invoice_number]");
    if (!("BarcodeDetector" in window) || numberField.value) return;
    try {
      const found = await new window.BarcodeDetector({ formats: ["qr_code"] }).detect(image);
      const parts = found.map((one) => one.rawValue.split(",")).find((one) => one[0] === "01" && /^(\d{8}|\d{20})$/.test(one[3] || ""));
      if (!parts || numberField.value) return;
      numberField.value = parts[3];
      if (/^(\d{10}|\d{12})$/.test(parts[2])) form.querySelector("[name=invoice_code]").value = parts[2];
      if (/^\d+(\.\d{1,2})?$/.test(parts[4] || "")) form.querySelector("[name=invoice_amount]").value = parts[4];
      form.querySelector("[data-code-read]").textContent = form.dataset.read;
      form.querySelector(".redaction-invoice").open = true;
    } catch {
      // No such ability on this device; the numbers are typed.
    }
  };
  if (image.complete) readCode(); else image.addEventListener("load", readCode);
  draw();
})();
