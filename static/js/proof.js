// Solves the form's proof of work (ALTCHA, version 2: PBKDF2) with the browser's own cryptography.
// Without this file, or without TLS, the plain question is answered instead.
"use strict";

(() => {
  const form = document.getElementById("sending");
  if (!form || !form.dataset.challenge || !window.crypto || !crypto.subtle) return;
  const challenge = JSON.parse(form.dataset.challenge);
  const { nonce, salt, cost, keyLength, keyPrefix, algorithm } = challenge.parameters;
  if (algorithm !== "PBKDF2/SHA-256") return;
  const bytes = (hex) => Uint8Array.from(hex.match(/../g) || [], (pair) => parseInt(pair, 16));
  const hex = (buffer) => Array.from(new Uint8Array(buffer), (byte) => byte.toString(16).padStart(2, "0")).join("");
  const question = form.querySelector(".plain-question");
  const input = question && question.querySelector("input");
  const waiting = question && question.querySelector("[data-proof-waiting]");

  const solve = async () => {
    const start = bytes(nonce);
    const password = new Uint8Array(start.length + 4);
    password.set(start);
    const view = new DataView(password.buffer);
    for (let counter = 0; counter < 2 ** 32; counter += 1) {
      view.setUint32(start.length, counter);
      const key = await crypto.subtle.importKey("raw", password, "PBKDF2", false, ["deriveBits"]);
      const derived = hex(await crypto.subtle.deriveBits(
        { name: "PBKDF2", hash: "SHA-256", salt: bytes(salt), iterations: cost }, key, keyLength * 8,
      ));
      if (derived.startsWith(keyPrefix)) return { counter, derivedKey: derived };
    }
    return null;
  };

  if (waiting) waiting.hidden = false;
  solve().then((solution) => {
    if (!solution) return;
    form.elements.proof.value = btoa(JSON.stringify({ challenge, solution }));
    if (question) question.hidden = true;
    if (input) input.disabled = true;
  }).catch(() => { if (waiting) waiting.hidden = true; });
})();
