// Reads the page aloud where the browser can. Without this file, or without a voice, there is no button.
"use strict";

(() => {
  const voice = window.speechSynthesis;
  const button = document.querySelector("[data-read-aloud]");
  const main = document.querySelector("main");
  if (!voice || !window.SpeechSynthesisUtterance || !button || !main) return;

  const blocks = "h1, h2, h3, h4, p, li, dt, dd, th, td, summary, figcaption, caption, legend, label";
  const silent = "svg, script, style, [hidden], [aria-hidden=true], .print-only, .picture-ways";
  const words = button.textContent;
  let queue = [];
  let read = null;

  const mark = (element) => {
    if (read) read.classList.remove("is-read");
    read = element;
    if (read) {
      read.classList.add("is-read");
      read.scrollIntoView({ block: "nearest" });
    }
  };
  const show = (reading) => {
    button.textContent = reading ? button.dataset.stop : words;
    button.setAttribute("aria-pressed", String(reading));
  };
  const stop = () => {
    queue = [];
    voice.cancel();
    mark(null);
    show(false);
  };
  const next = () => {
    const element = queue.shift();
    if (!element) {
      stop();
      return;
    }
    const language = element.closest("[lang]").lang;
    const said = new SpeechSynthesisUtterance(element.innerText.replace(/\s+/g, " "));
    said.lang = language.startsWith("zh") ? "zh-CN" : language;
    said.rate = 0.9;
    said.onend = () => {
      if (read === element) next();
    };
    said.onerror = stop;
    mark(element);
    voice.speak(said);
  };
  // What holds another block is read block by block; what nobody sees is not read.
  const readable = (element) =>
    !element.querySelector(blocks) &&
    !element.closest(silent) &&
    element.getClientRects().length > 0 &&
    element.innerText.trim() !== "";

  button.parentElement.hidden = false;
  button.addEventListener("click", () => {
    if (button.getAttribute("aria-pressed") === "true") {
      stop();
      return;
    }
    queue = [...main.querySelectorAll(blocks)].filter(readable);
    show(true);
    next();
  });
  window.addEventListener("pagehide", stop);
})();
