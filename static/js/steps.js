// An application on a phone with a patchy network: what is typed is kept on the device until the server has it, photos
// are made smaller before they are sent, and a question that depends on another shows only when it is asked.
(() => {
  const LONGEST_SIDE = 2000, QUALITY = 0.85, RETRY = 15_000, PATIENCE = 6_000, TWO_WEEKS = 14 * 24 * 3600 * 1000;
  const said = document.querySelector("[data-kept]");
  const forms = [...document.querySelectorAll("form[data-unsaved]")];
  const say = (word) => {
    if (!said) return;
    said.textContent = said.dataset[word] || "";
    said.hidden = !said.textContent;
  };

  // ── The shelf on the device: one row a form, by its page and place on it.
  const shelf = new Promise((resolve, reject) => {
    const opening = indexedDB.open("cho-phien", 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore("steps", { keyPath: "key" });
    opening.onsuccess = () => resolve(opening.result);
    opening.onerror = () => reject(opening.error);
  });
  const rows = async (mode, deed) => {
    try {
      const store = (await shelf).transaction("steps", mode).objectStore("steps");
      const asked = deed(store);
      return await new Promise((resolve) => {
        asked.onsuccess = () => resolve(asked.result);
        asked.onerror = () => resolve(undefined);
      });
    } catch {
      return undefined; // a private window has no shelf; then the page works as any other
    }
  };
  const keyOf = (form) => `${location.pathname}#${forms.indexOf(form)}`;
  const keep = (form, isSending = false) =>
    rows("readwrite", (store) => store.put({ key: keyOf(form), fields: typed(form), isSending, at: Date.now() }));
  const drop = (key) => rows("readwrite", (store) => store.delete(key));

  const typed = (form) =>
    [...new FormData(form)].filter(([name]) => name !== "csrfmiddlewaretoken" && name !== "version");

  const putBack = (form, fields) => {
    const values = Map.groupBy ? Map.groupBy(fields, ([name]) => name) : group(fields);
    for (const field of form.elements) {
      if (!field.name || field.type === "hidden" || field.type === "submit") continue;
      const own = (values.get(field.name) || []).map(([, value]) => value);
      if (field.type === "file") {
        const files = own.filter((value) => value instanceof File && value.size);
        if (files.length) setFiles(field, files);
      } else if (field.type === "checkbox" || field.type === "radio") {
        field.checked = own.includes(field.value);
      } else if (own.length) {
        [field.value] = own;
      }
      field.dispatchEvent(new Event("input", { bubbles: true }));
    }
  };
  const group = (fields) => {
    const found = new Map();
    fields.forEach((pair) => found.set(pair[0], [...(found.get(pair[0]) || []), pair]));
    return found;
  };
  const setFiles = (field, files) => {
    const carrier = new DataTransfer();
    files.forEach((file) => carrier.items.add(file));
    field.files = carrier.files;
  };

  // ── Photos: no side longer than needed to read a paper. What the browser cannot draw goes as it is.
  const shrink = async (file) => {
    if (!file.type.startsWith("image/")) return file;
    try {
      const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
      const scale = Math.min(1, LONGEST_SIDE / Math.max(picture.width, picture.height));
      const canvas = document.createElement("canvas");
      canvas.width = Math.round(picture.width * scale);
      canvas.height = Math.round(picture.height * scale);
      canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
      const blob = await new Promise((resolve) => { canvas.toBlob(resolve, "image/jpeg", QUALITY); });
      if (!blob || blob.size >= file.size) return file;
      return new File([blob], file.name.replace(/\.[^.]+$/, "") + ".jpg", { type: "image/jpeg" });
    } catch {
      return file;
    }
  };
  const shrinkAll = async (form) => {
    for (const field of form.querySelectorAll("input[type=file][data-shrink]")) {
      if (field.files.length) setFiles(field, await Promise.all([...field.files].map(shrink)));
    }
  };

  // ── Sending: first whether the server can be reached, then the browser's own way.
  const isReachable = async () => {
    try {
      const answer = await fetch("/healthz", { cache: "no-store", signal: AbortSignal.timeout(PATIENCE) });
      return answer.ok;
    } catch {
      return false;
    }
  };
  let waiting = null;
  const send = async (form) => {
    say("wordsSending");
    if (await isReachable()) {
      clearTimeout(waiting);
      await keep(form, true);
      form.dataset.isReady = "";
      form.requestSubmit(form.sentBy || undefined);
      return;
    }
    await keep(form);
    say("wordsKept");
    clearTimeout(waiting);
    waiting = setTimeout(() => send(form), RETRY);
  };
  addEventListener("online", () => {
    const form = waiting && forms.find((one) => one.wantsOut);
    if (form) send(form);
  });
  addEventListener("pageshow", () => { forms.forEach((form) => { delete form.dataset.isReady; }); });

  forms.forEach((form) => {
    let later = null;
    form.addEventListener("input", () => {
      clearTimeout(later);
      later = setTimeout(() => keep(form), 400);
    });
    form.addEventListener("submit", async (event) => {
      if ("isReady" in form.dataset || event.submitter?.hasAttribute("formaction")) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      clearTimeout(later);
      form.wantsOut = true;
      form.sentBy = event.submitter;
      await shrinkAll(form);
      await send(form);
    }, { capture: true });
  });

  // What was under way when a page of the server's came back has arrived; what was never sent is put back.
  (async () => {
    for (const row of (await rows("readonly", (store) => store.getAll())) || []) {
      if (row.isSending || Date.now() - row.at > TWO_WEEKS) { await drop(row.key); continue; }
      const form = forms.find((one) => keyOf(one) === row.key);
      if (form && !form.querySelector(".is-invalid")) { putBack(form, row.fields); say("wordsBack"); }
    }
  })();

  // ── Questions that depend on another.
  const isSaid = (form, name, value) =>
    [...form.elements].some((field) =>
      field.name === name && (field.type === "checkbox" || field.type === "radio"
        ? field.checked && (field.value === value || value === "true")
        : field.value === value));
  const showAsked = (form) => {
    form.querySelectorAll("[data-if]").forEach((field) => {
      const box = field.closest(".rg-question");
      if (box) box.hidden = !isSaid(form, field.dataset.if, field.dataset.ifValue);
    });
  };
  forms.forEach((form) => {
    if (!form.querySelector("[data-if]")) return;
    form.addEventListener("input", () => showAsked(form));
    showAsked(form);
  });
})();
