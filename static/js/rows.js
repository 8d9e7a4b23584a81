// Rows of a form: add one more, take one out, add up the amounts; name a party by a few letters.
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

  // The field in which a party is named: a list below it that arrow keys, Enter and Escape work.
  const list = document.querySelector("[data-find-url]");
  if (!list) return;
  let waiting, asked = 0;
  const parts = (input) => {
    const place = input.closest("[data-find]");
    return { found: place.querySelector("[role=listbox]"), card: place.querySelector('[name$="-card"]') };
  };
  const shut = (input) => {
    const { found } = parts(input);
    found.hidden = true;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };
  const pick = (input, option) => {
    input.value = option.dataset.name;
    parts(input).card.value = option.dataset.card;
    shut(input);
  };
  const point = (input, option) => {
    parts(input).found.querySelectorAll("[role=option]").forEach((one) => one.setAttribute("aria-selected", one === option));
    input.setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
  };
  const find = async (input) => {
    const { found } = parts(input);
    const mine = ++asked;
    const answer = await fetch(`${list.dataset.findUrl}?q=${encodeURIComponent(input.value)}`);
    if (mine !== asked || !answer.ok || document.activeElement !== input) return;
    found.innerHTML = await answer.text();
    found.querySelectorAll("[role=option]").forEach((option, n) => { option.id = `${found.id}-${n}`; });
    found.hidden = false;
    input.setAttribute("aria-expanded", "true");
  };

  list.addEventListener("focusin", (event) => {
    const input = event.target;
    if (!input.matches('[name$="-who"]') || input.getAttribute("role")) return;
    const { found } = parts(input);
    found.id = `${input.id}-found`;
    const says = { role: "combobox", "aria-autocomplete": "list", "aria-controls": found.id, "aria-expanded": "false", autocomplete: "off" };
    Object.entries(says).forEach(([name, value]) => input.setAttribute(name, value));
  });
  list.addEventListener("input", (event) => {
    const input = event.target;
    if (!input.matches('[name$="-who"]')) return;
    parts(input).card.value = "";
    clearTimeout(waiting);
    const isAgency = input.closest("[data-row]").querySelector('[name$="-is_agency"]').checked;
    if (input.value.trim().length < 2 || isAgency) { shut(input); return; }
    waiting = setTimeout(() => find(input), 120);
  });
  list.addEventListener("keydown", (event) => {
    const input = event.target;
    if (!input.matches('[name$="-who"]')) return;
    const { found } = parts(input);
    if (found.hidden) return;
    const options = [...found.querySelectorAll("[role=option]")];
    const at = options.findIndex((one) => one.getAttribute("aria-selected") === "true");
    if (event.key === "Escape") { shut(input); event.preventDefault(); }
    if (!options.length) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      point(input, options[(at + step + options.length) % options.length] ?? options[0]);
      event.preventDefault();
    } else if (event.key === "Enter" && at >= 0) {
      pick(input, options[at]);
      event.preventDefault();
    } else if (event.key === "Tab" && at >= 0) {
      pick(input, options[at]);
    }
  });
  // Before the field loses the focus.
  list.addEventListener("pointerdown", (event) => {
    const option = event.target.closest("[role=option]");
    if (!option) return;
    event.preventDefault();
    pick(option.closest("[data-find]").querySelector('[name$="-who"]'), option);
  });
  list.addEventListener("focusout", (event) => {
    if (event.target.matches('[name$="-who"]')) shut(event.target);
  });
})();
