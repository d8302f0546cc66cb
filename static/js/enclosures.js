// Covers faces and records a voice on the reporter's own device, before anything leaves it.
// Without this file the form takes the same files as they are.
"use strict";

(() => {
  const RATE = 16000;
  const MOST_SECONDS = 300;
  const WIDEST = 2400;

  const wav = (samples) => {
    const view = new DataView(new ArrayBuffer(44 + samples.length * 2));
    const letters = (at, text) => [...text].forEach((letter, place) => view.setUint8(at + place, letter.charCodeAt(0)));
    letters(0, "RIFF");
    view.setUint32(4, 36 + samples.length * 2, true);
    letters(8, "WAVEfmt ");
    [[16, 16, 4], [20, 1, 2], [22, 1, 2], [24, RATE, 4], [28, RATE * 2, 4], [32, 2, 2], [34, 16, 2]].forEach(([at, value, size]) => {
      if (size === 4) view.setUint32(at, value, true); else view.setUint16(at, value, true);
    });
    letters(36, "data");
    view.setUint32(40, samples.length * 2, true);
    samples.forEach((sample, place) => {
      view.setInt16(44 + place * 2, Math.max(-1, Math.min(1, sample)) * 32767, true);
    });
    return new Blob([view.buffer], { type: "audio/wav" });
  };

  // What the browser can play it can also write down as plain samples, which every server reads.
  const asWav = async (blob) => {
    const heard = await new OfflineAudioContext(1, RATE, RATE).decodeAudioData(await blob.arrayBuffer());
    const seconds = Math.min(heard.duration, MOST_SECONDS);
    const drawing = new OfflineAudioContext(1, Math.max(1, Math.ceil(seconds * RATE)), RATE);
    const source = drawing.createBufferSource();
    source.buffer = heard;
    source.connect(drawing.destination);
    source.start();
    return wav((await drawing.startRendering()).getChannelData(0));
  };

  document.querySelectorAll("[data-prepare]").forEach((part) => {
    const input = document.getElementById(part.dataset.prepare);
    if (!input || typeof DataTransfer !== "function") return;
    const chosen = part.querySelector("[data-chosen]");
    const row = part.querySelector("template[data-photo]");
    const told = part.querySelector("[data-told]");
    const dialog = part.querySelector("dialog");
    const canvas = dialog.querySelector("canvas");
    const record = part.querySelector("[data-record]");
    part.hidden = false;

    const put = (files) => {
      const carrier = new DataTransfer();
      files.forEach((file) => carrier.items.add(file));
      input.files = carrier.files;
      list();
    };

    const list = () => {
      chosen.replaceChildren();
      [...input.files].forEach((file, place) => {
        const line = row.content.cloneNode(true);
        line.querySelector("[data-name]").textContent = file.name;
        const button = line.querySelector("button");
        button.hidden = !file.type.startsWith("image/");
        button.addEventListener("click", () => cover(place));
        chosen.append(line);
      });
    };

    const cover = async (place) => {
      const file = input.files[place];
      let photo;
      try { photo = await createImageBitmap(file); } catch { return; }
      const scale = Math.min(1, WIDEST / Math.max(photo.width, photo.height));
      canvas.width = Math.round(photo.width * scale);
      canvas.height = Math.round(photo.height * scale);
      const pen = canvas.getContext("2d");
      const boxes = [];
      let from = null;
      const draw = (open) => {
        pen.drawImage(photo, 0, 0, canvas.width, canvas.height);
        pen.fillStyle = "#000";
        [...boxes, ...(open ? [open] : [])].forEach((box) => pen.fillRect(...box));
      };
      const at = (event) => {
        const shown = canvas.getBoundingClientRect();
        return [(event.clientX - shown.left) * canvas.width / shown.width, (event.clientY - shown.top) * canvas.height / shown.height];
      };
      const box = (event) => {
        const [x, y] = at(event);
        return [Math.min(x, from[0]), Math.min(y, from[1]), Math.abs(x - from[0]), Math.abs(y - from[1])];
      };
      canvas.onpointerdown = (event) => { from = at(event); canvas.setPointerCapture(event.pointerId); };
      canvas.onpointermove = (event) => { if (from) draw(box(event)); };
      canvas.onpointerup = (event) => { if (from) boxes.push(box(event)); from = null; draw(); };
      dialog.querySelector("[data-undo]").onclick = () => { boxes.pop(); draw(); };
      dialog.querySelector("[data-done]").onclick = () => {
        dialog.close();
        if (!boxes.length) return;
        canvas.toBlob((blob) => {
          const files = [...input.files];
          files[place] = new File([blob], file.name.replace(/\.[^.]*$/, "") + ".jpg", { type: "image/jpeg" });
          put(files);
        }, "image/jpeg", 0.9);
      };
      draw();
      dialog.showModal();
    };

    input.addEventListener("change", async () => {
      const files = await Promise.all([...input.files].map(async (file) => {
        if (!file.type.startsWith("audio/") || file.type === "audio/wav") return file;
        try { return new File([await asWav(file)], `${file.name}.wav`, { type: "audio/wav" }); } catch { return file; }
      }));
      put(files);
    });

    if (!navigator.mediaDevices || typeof MediaRecorder !== "function") return;
    record.hidden = false;
    const idle = record.textContent;
    let recorder = null;
    record.addEventListener("click", async () => {
      if (recorder) { recorder.stop(); return; }
      let stream;
      try { stream = await navigator.mediaDevices.getUserMedia({ audio: true }); } catch {
        told.textContent = record.dataset.refused;
        return;
      }
      const parts = [];
      recorder = new MediaRecorder(stream);
      recorder.ondataavailable = (event) => parts.push(event.data);
      recorder.onstop = async () => {
        stream.getTracks().forEach((track) => track.stop());
        recorder = null;
        record.textContent = idle;
        const voice = await asWav(new Blob(parts));
        put([...input.files, new File([voice], `${input.files.length + 1}.wav`, { type: "audio/wav" })]);
      };
      recorder.start();
      setTimeout(() => { if (recorder) recorder.stop(); }, MOST_SECONDS * 1000);
      told.textContent = "";
      record.textContent = record.dataset.stop;
    });
  });
})();
