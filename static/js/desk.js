// The queue of applications: ticks are kept from page to page until the deed is done or they are taken away.
(() => {
  const done = document.querySelector("[data-desk-forget]");
  if (done) sessionStorage.removeItem(`desk:${done.dataset.deskForget}`);
  const bulk = document.querySelector("[data-desk]");
  if (!bulk) return;
  const key = `desk:${location.pathname}`;
  const all = document.querySelector("[data-bulk-all]");
  const rows = [...document.querySelectorAll("[data-bulk-row]")];
  const here = new Set(rows.map((row) => row.value));
  const elsewhere = bulk.querySelector("[data-desk-elsewhere]");
  const clear = bulk.querySelector("[data-desk-clear]");
  const scope = bulk.querySelector("[data-desk-scope]");
  const ticked = scope.querySelector("[data-desk-ticked]");
  const read = () => { try { return new Set(JSON.parse(sessionStorage.getItem(key)) || []); } catch { return new Set(); } };
  const keep = (chosen) => { try { sessionStorage.setItem(key, JSON.stringify([...chosen])); } catch { /* this page alone then */ } };

  const show = () => {
    const chosen = read();
    const n = chosen.size;
    elsewhere.value = [...chosen].filter((pk) => !here.has(pk)).join(",");
    ticked.textContent = ticked.dataset.words.replace("{n}", n);
    clear.hidden = !n;
    const isAll = scope.value === "all";
    bulk.querySelectorAll("button[type=submit]").forEach((button) => { button.disabled = !n && !isAll; });
    bulk.classList.toggle("is-on", n > 0 || isAll);
    const checked = rows.filter((row) => row.checked).length;
    all.checked = rows.length > 0 && checked === rows.length;
    all.indeterminate = checked > 0 && checked < rows.length;
    rows.forEach((row) => { row.closest("tr").setAttribute("aria-selected", String(row.checked)); });
  };
  const take = () => {
    const chosen = read();
    rows.forEach((row) => { chosen[row.checked ? "add" : "delete"](row.value); });
    keep(chosen);
    show();
  };
  const restore = () => {
    const chosen = read();
    rows.forEach((row) => { row.checked = chosen.has(row.value); });
    show();
  };

  all.addEventListener("change", () => { rows.forEach((row) => { row.checked = all.checked; }); take(); });
  rows.forEach((row) => row.addEventListener("change", take));
  scope.addEventListener("change", show);
  clear.addEventListener("click", () => { keep(new Set()); restore(); });
  bulk.addEventListener("submit", (event) => {
    if (event.submitter?.name !== "deed") keep(new Set());
  });
  window.addEventListener("pageshow", restore);
})();
