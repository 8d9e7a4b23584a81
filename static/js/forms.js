// Forms: sent once however often the button is pressed (data-no-guard: as often as it is pressed, such as for a
// download); what was typed is not lost by leaving unasked.
(() => {
  const sent = new WeakSet();
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post" || event.defaultPrevented || "noGuard" in form.dataset) return;
    if (sent.has(form)) { event.preventDefault(); return; }
    sent.add(form);
    form.setAttribute("aria-busy", "true");
  });
  window.addEventListener("pageshow", () => {
    document.querySelectorAll("form[aria-busy]").forEach((form) => { sent.delete(form); form.removeAttribute("aria-busy"); });
  });

  let changed = false;
  document.querySelectorAll("form[data-unsaved]").forEach((form) => {
    form.addEventListener("input", () => { changed = true; });
    form.addEventListener("submit", () => { changed = false; });
  });
  window.addEventListener("beforeunload", (event) => { if (changed) event.preventDefault(); });

  const wrong = document.querySelector("[data-focus]");
  if (wrong) wrong.focus();
})();
