// Lists: a choice in the filter bar shows its rows at once; ticks are counted and set all at once.
(() => {
  document.querySelectorAll("[data-filters]").forEach((form) => {
    form.addEventListener("change", (event) => {
      if (event.target.matches("select, [data-find-value]")) form.requestSubmit();
    });
    // On a phone the choices open at a press; on a wider page they always stand there.
    const more = form.querySelector("[data-filters-more]");
    if (more) more.hidden = !form.querySelector("select, .cp-filter");
    more?.addEventListener("click", () => more.setAttribute("aria-expanded", String(form.classList.toggle("is-open"))));
    // An empty field says nothing: it stays out of the address.
    form.addEventListener("formdata", (event) => {
      [...event.formData].forEach(([name, value]) => { if (value === "") event.formData.delete(name); });
    });
  });

  const bulk = document.querySelector("[data-bulk]");
  if (!bulk) return;
  const all = document.querySelector("[data-bulk-all]");
  const rows = [...document.querySelectorAll("[data-bulk-row]")];
  const show = () => {
    const ticked = rows.filter((row) => row.checked).length;
    bulk.querySelector("[data-bulk-count]").textContent = ticked;
    bulk.querySelectorAll("button").forEach((button) => { button.disabled = !ticked; });
    bulk.classList.toggle("is-on", ticked > 0);
    all.checked = ticked === rows.length;
    all.indeterminate = ticked > 0 && ticked < rows.length;
    rows.forEach((row) => { row.closest("tr").setAttribute("aria-selected", String(row.checked)); });
  };
  all.addEventListener("change", () => { rows.forEach((row) => { row.checked = all.checked; }); show(); });
  rows.forEach((row) => row.addEventListener("change", show));
  window.addEventListener("pageshow", show);
})();
