// Rows of a form: add one more, take one out, add up the amounts.
(() => {
  const number = (text) => {
    const plain = text.trim().replace(/[. ]/g, "").replace(",", ".");
    return plain && /^\d+(\.\d+)?$/.test(plain) ? Number(plain) : null;
  };
  const grouped = (value) => Math.round(value).toString().replace(/\B(?=(\d{3})+$)/g, ".");

  const take = (box) => {
    box.closest("[data-row]").hidden = box.checked;
  };

  const addUp = (group) => {
    const shown = group.querySelector("[data-rows-sum]");
    if (!shown) return;
    let sum = 0, seen = false;
    group.querySelectorAll("[data-row]:not([hidden])").forEach((row) => {
      const of = (name) => number(row.querySelector(`[name$="-${name}"]`).value);
      const amount = of("amount");
      const times = of("quantity") !== null && of("unit_price") !== null ? of("quantity") * of("unit_price") : null;
      const field = row.querySelector('[name$="-amount"]');
      field.placeholder = amount === null && times !== null ? grouped(times) : "";
      if ((amount ?? times) !== null) { sum += amount ?? times; seen = true; }
    });
    shown.hidden = !seen;
    shown.querySelector("[data-sum]").textContent = grouped(sum);
  };

  document.querySelectorAll("[data-rows]").forEach((group) => {
    const list = group.querySelector("[data-rows-list]");
    const template = group.querySelector("template");
    const total = group.querySelector('[name$="-TOTAL_FORMS"]');
    const most = Number(group.querySelector('[name$="-MAX_NUM_FORMS"]').value);
    const add = group.querySelector("[data-rows-add]");
    // Spare rows are for those who have no script.
    if (group.hasAttribute("data-rows-trim")) {
      const first = Number(group.querySelector('[name$="-INITIAL_FORMS"]').value);
      const isBlank = (row) => [...row.querySelectorAll("input")].every((field) => !field.value || field.type === "checkbox");
      while (list.children.length > first && isBlank(list.lastElementChild)) list.lastElementChild.remove();
      total.value = list.children.length;
    }
    add.hidden = false;
    add.addEventListener("click", () => {
      const holder = document.createElement("template");
      holder.innerHTML = template.innerHTML.replaceAll("__prefix__", total.value);
      list.append(holder.content);
      total.value = Number(total.value) + 1;
      add.disabled = Number(total.value) >= most;
      list.lastElementChild.querySelector("input, select").focus();
    });
    group.addEventListener("change", (event) => {
      if (!event.target.matches("[data-row-remove]")) return;
      take(event.target);
      addUp(group);
      add.focus();
    });
    group.addEventListener("input", () => addUp(group));
    group.querySelectorAll("[data-row-remove]").forEach(take);
    addUp(group);
  });
})();
