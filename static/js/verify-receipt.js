/* Checks receipts of a publication log: files (c2sp.org/tlog-proof@v1) and printed squares.
   Works from the disk, without a net; `noble` stands in where a browser has no WebCrypto. */
const checkReceipt = (() => {
  "use strict";
  const encoder = new TextEncoder();
  const decoder = new TextDecoder();
  const BASE45 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";
  const fromBase64 = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  const toBase64 = (bytes) => btoa(String.fromCharCode(...bytes));
  const same = (one, other) => one.length === other.length && one.every((byte, at) => byte === other[at]);

  function joined(...parts) {
    const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
    let at = 0;
    for (const part of parts) {
      whole.set(part, at);
      at += part.length;
    }
    return whole;
  }

  const sha256 = (bytes) => noble.sha256(bytes);
  const node = (left, right) => sha256(joined(Uint8Array.of(1), left, right));

  async function signed(key, message, signature) {
    try {
      const own = await crypto.subtle.importKey("raw", key, "Ed25519", false, ["verify"]);
      return await crypto.subtle.verify("Ed25519", own, signature, message);
    } catch {
      return noble.verify(signature, message, key);
    }
  }

  function verifierOf(vkey) {
    const first = vkey.indexOf("+");
    const second = vkey.indexOf("+", first + 1);
    return {
      name: vkey.slice(0, first),
      id: Uint8Array.from(vkey.slice(first + 1, second).match(/../g), (hex) => parseInt(hex, 16)),
      key: fromBase64(vkey.slice(second + 1)).slice(1),
    };
  }

  /* The commitment of a row and the hash of its leaf, out of what a receipt opens. */
  function leafOf(opened) {
    const names = "names" in opened
      ? sha256(joined(fromBase64(opened.names_share), encoder.encode(opened.names)))
      : fromBase64(opened.names_hash);
    const text = encoder.encode(`${opened.kind}\t${opened.public}`);
    const commitment = sha256(joined(fromBase64(opened.share), text, names, fromBase64(opened.numbers)));
    return sha256(joined(Uint8Array.of(0, 1), commitment));
  }

  /* RFC 9162, 2.1.3.2: the root that a leaf and its path lead to. */
  function rootOf(leaf, index, size, path) {
    let at = BigInt(index);
    let last = BigInt(size) - 1n;
    let root = leaf;
    if (at > last) return null;
    for (const step of path) {
      if (last === 0n) return null;
      if (at & 1n || at === last) {
        root = node(step, root);
        while (at && !(at & 1n)) {
          at >>= 1n;
          last >>= 1n;
        }
      } else {
        root = node(root, step);
      }
      at >>= 1n;
      last >>= 1n;
    }
    return last === 0n ? root : null;
  }

  function parseCheckpoint(text) {
    const end = text.indexOf("\n\n");
    const body = text.slice(0, end + 1);
    const [origin, size, root] = body.split("\n");
    const signatures = text.slice(end + 2).split("\n").filter((line) => line.startsWith("— ")).map((line) => {
      const cut = line.lastIndexOf(" ");
      const value = fromBase64(line.slice(cut + 1));
      return { name: line.slice(2, cut), id: value.slice(0, 4), value: value.slice(4) };
    });
    return { origin, size, root: fromBase64(root), body, signatures };
  }

  async function signatureOf(checkpoint, vkey, witness) {
    const verifier = verifierOf(vkey);
    for (const { name, id, value } of checkpoint.signatures) {
      if (name !== verifier.name || !same(id, verifier.id)) continue;
      if (!witness) {
        if (await signed(verifier.key, encoder.encode(checkpoint.body), value)) return true;
        continue;
      }
      const time = new DataView(value.buffer, value.byteOffset).getBigUint64(0);
      const message = encoder.encode(`cosignature/v1\ntime ${time}\n${checkpoint.body}`);
      if (await signed(verifier.key, message, value.slice(8))) return true;
    }
    return false;
  }

  function fromBase45(text) {
    const bytes = [];
    for (let at = 0; at < text.length; at += 3) {
      const letters = [...text.slice(at, at + 3)].map((letter) => BASE45.indexOf(letter));
      if (letters.includes(-1)) throw "no_receipt";
      const number = letters.reduceRight((sum, value) => sum * 45 + value, 0);
      if (letters.length === 3) bytes.push(number >> 8);
      bytes.push(number & 255);
    }
    return Uint8Array.from(bytes);
  }

  const number = (bytes) => bytes.reduce((sum, byte) => sum * 256 + byte, 0);

  async function checkPaper(text, known) {
    const bytes = fromBase45(text.slice("MBLOG1:".length));
    if (bytes.length !== 139 || bytes[0] !== 1) throw "no_receipt";
    const found = {
      index: number(bytes.slice(1, 6)), size: number(bytes.slice(6, 11)), leaf: bytes.slice(11, 43),
      root: toBase64(bytes.slice(43, 75)),
    };
    const verifier = verifierOf(known.vkey);
    const body = `${verifier.name}\n${found.size}\n${found.root}\n`;
    if (!await signed(verifier.key, encoder.encode(body), bytes.slice(75))) throw "signature";
    return found;
  }

  async function checkFile(text, known) {
    const clean = text.replace(/\r\n/g, "\n");
    const cut = clean.indexOf("\n\n");
    const lines = clean.slice(0, cut).split("\n");
    if (lines[0] !== "c2sp.org/tlog-proof@v1" || !lines[1].startsWith("extra ")) throw "no_receipt";
    const opened = JSON.parse(decoder.decode(fromBase64(lines[1].slice(6))));
    const index = lines[2].slice("index ".length);
    const checkpoint = parseCheckpoint(clean.slice(cut + 2));
    const leaf = leafOf(opened);
    const root = rootOf(leaf, index, checkpoint.size, lines.slice(3).map(fromBase64));
    if (!root || !same(root, checkpoint.root)) throw "path";
    if (!await signatureOf(checkpoint, known.vkey, false)) throw "signature";
    let witnesses = 0;
    for (const vkey of known.witnesses) if (await signatureOf(checkpoint, vkey, true)) witnesses += 1;
    return { opened, index, size: checkpoint.size, root: toBase64(checkpoint.root), leaf, witnesses };
  }

  /* Either of the two or both; throws one of the words' names. */
  async function check(text, known) {
    const trimmed = text.trim();
    const paper = trimmed.match(/MBLOG1:[0-9A-Z $%*+\-./:]+/);
    const start = trimmed.indexOf("c2sp.org/tlog-proof@v1");
    if (!paper && start < 0) throw "no_receipt";
    const onPaper = paper ? await checkPaper(paper[0].trimEnd(), known) : null;
    let inFile = null;
    if (start >= 0) {
      try {
        inFile = await checkFile(trimmed.slice(start) + "\n", known);
      } catch (error) {
        throw typeof error === "string" ? error : "no_receipt";
      }
    }
    if (onPaper && inFile && !same(onPaper.leaf, inFile.leaf)) throw "leaf";
    return { paper: onPaper, file: inFile };
  }

  return Object.assign(check, { leafOf, toBase64 });
})();

(() => {
  "use strict";
  if (typeof KNOWN === "undefined") return;
  const words = KNOWN.words;
  const output = document.getElementById("answer");
  const input = document.getElementById("receipt");

  function line(list, name, value) {
    const row = document.createElement("div");
    const term = document.createElement("dt");
    const said = document.createElement("dd");
    term.textContent = name;
    said.textContent = value;
    row.append(term, said);
    list.append(row);
  }

  const unescaped = (text) => text === "\\N" ? "" : text.replace(/\\([\\btnrfv])/g, (_all, letter) =>
    ({ "\\": "\\", b: "\b", t: "\t", n: "\n", r: "\r", f: "\f", v: "\v" })[letter]);

  function columns(list, kind, names, text) {
    text.split("\t").forEach((value, at) => {
      const shown = unescaped(value);
      if (shown) line(list, kind.labels[names[at]] || names[at], shown);
    });
  }

  function show(found) {
    const list = document.createElement("dl");
    const heading = document.createElement("h2");
    const { file, paper } = found;
    heading.textContent = file ? words.holds : words.paper_holds;
    if (file) {
      const kind = KNOWN.kinds[file.opened.kind];
      columns(list, kind, kind.public, file.opened.public);
      if ("names" in file.opened) columns(list, kind, kind.names, file.opened.names);
      else if (kind.names.length) line(list, "", words.closed);
    }
    const seen = file || paper;
    line(list, words.index, String(seen.index));
    line(list, words.size, String(seen.size));
    line(list, words.root, seen.root);
    if (file) line(list, words.witness, String(file.witnesses));
    output.className = "holds";
    output.replaceChildren(heading, list);
  }

  function refuse(reason) {
    const heading = document.createElement("h2");
    const said = document.createElement("p");
    heading.textContent = words.fails;
    said.textContent = words[reason] || words.no_receipt;
    output.className = "fails";
    output.replaceChildren(heading, said);
  }

  async function run() {
    if (!input.value.trim()) return refuse("nothing");
    try {
      show(await checkReceipt(input.value, KNOWN));
    } catch (reason) {
      refuse(reason);
    }
  }

  document.getElementById("check").addEventListener("click", run);
  document.getElementById("file").addEventListener("change", async (event) => {
    const texts = await Promise.all([...event.target.files].map((file) => file.text()));
    input.value = texts.join("\n");
    run();
  });
})();
