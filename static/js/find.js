// A field in which a record is found by a few letters: the list below it is worked by arrows, Enter and Escape.
(() => {
  let waiting, asked = 0;
  const parts = (box) => {
    const find = box.closest("[data-find]");
    return { find, list: find.querySelector("[role=listbox]"), said: find.querySelector("[role=status]"), value: find.querySelector("[data-find-value]") };
  };
  const ready = (box) => {
    if (box.getAttribute("role")) return;
    const { list } = parts(box);
    list.id = `${box.id}-found`;
    const says = { role: "combobox", "aria-autocomplete": "list", "aria-controls": list.id, "aria-expanded": "false" };
    Object.entries(says).forEach(([name, value]) => box.setAttribute(name, value));
  };
  const isAsked = (box) => !box.closest("[data-row]")?.querySelector("[data-find-off]")?.checked;
  const options = (box) => [...parts(box).list.children];
  const pointed = (box) => options(box).find((one) => one.getAttribute("aria-selected") === "true");

  const shut = (box) => {
    clearTimeout(waiting);
    asked += 1;
    parts(box).list.hidden = true;
    box.setAttribute("aria-expanded", "false");
    box.removeAttribute("aria-activedescendant");
  };
  // The choice of few that the server offers gives way to the list.
  const setValue = (box, pk) => {
    let { value } = parts(box);
    if (!value) return;
    if (value.matches("select")) {
      const hidden = Object.assign(document.createElement("input"), { type: "hidden", name: value.name });
      hidden.dataset.findValue = "";
      value.replaceWith(hidden);
      value = hidden;
    }
    const was = value.value;
    value.value = pk;
    if (pk && pk !== was) value.dispatchEvent(new Event("change", { bubbles: true }));
  };
  const pick = (box, option) => {
    box.value = option.dataset.name;
    parts(box).said.textContent = "";
    shut(box);
    setValue(box, option.dataset.pk);
  };
  const point = (box, option) => {
    options(box).forEach((one) => one.setAttribute("aria-selected", String(one === option)));
    box.setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
  };
  const line = (tag, text) => Object.assign(document.createElement(tag), { textContent: text });
  const show = (box, answer) => {
    const { list, said } = parts(box);
    list.replaceChildren(...answer.options.map((one, n) => {
      const item = line("li", "");
      Object.assign(item, { id: `${list.id}-${n}` });
      item.setAttribute("role", "option");
      item.setAttribute("aria-selected", "false");
      Object.assign(item.dataset, { pk: one.pk, name: one.name });
      item.append(line("b", one.name));
      if (one.detail) item.append(line("small", one.detail));
      return item;
    }));
    list.hidden = !answer.options.length;
    list.scrollTop = 0;
    box.removeAttribute("aria-activedescendant");
    box.setAttribute("aria-expanded", String(!list.hidden));
    said.textContent = answer.said;
  };
  const ask = async (box) => {
    const { find, said } = parts(box);
    const mine = ++asked;
    const isCurrent = () => mine === asked && document.activeElement === box;
    try {
      const answer = await fetch(`${find.dataset.find}?q=${encodeURIComponent(box.value)}`, { headers: { Accept: "application/json" } });
      const found = await answer.json();
      if (isCurrent()) show(box, found);
    } catch {
      if (isCurrent()) said.textContent = said.dataset.fault;
    }
  };
  const soon = (box) => { clearTimeout(waiting); waiting = setTimeout(() => ask(box), 150); };

  const on = (type, deed) => document.addEventListener(type, (event) => {
    const box = event.target.closest?.("[data-find-text]");
    if (box) deed(box, event);
  });
  document.querySelectorAll("[data-find-text]").forEach(ready);
  on("focusin", ready);
  on("click", (box) => { if (parts(box).list.hidden && !box.value && isAsked(box)) ask(box); });
  on("input", (box) => {
    setValue(box, "");
    if (isAsked(box)) soon(box); else shut(box);
  });
  on("keydown", (box, event) => {
    const { list } = parts(box);
    const all = options(box);
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && list.hidden) {
      if (!isAsked(box)) return;
      ask(box);
    } else if (list.hidden) {
      return;
    } else if (step) {
      const at = all.indexOf(pointed(box));
      point(box, all[(Math.max(at, step > 0 ? -1 : 0) + step + all.length) % all.length]);
    } else if (event.key === "Enter") {
      // The form is not sent over an open list: the only answer is taken, else one is asked to point.
      if (pointed(box) || all.length === 1) pick(box, pointed(box) || all[0]);
      else point(box, all[0]);
    } else if (event.key === "Escape") {
      shut(box);
    } else {
      if (event.key === "Tab" && pointed(box)) pick(box, pointed(box));
      return;
    }
    event.preventDefault();
  });
  // Before the field loses the focus.
  document.addEventListener("pointerdown", (event) => {
    if (event.target.closest(".cp-found")) event.preventDefault();
  });
  document.addEventListener("click", (event) => {
    const option = event.target.closest(".cp-found > [role=option]");
    if (option) pick(option.closest("[data-find]").querySelector("[data-find-text]"), option);
  });
  on("focusout", (box) => { shut(box); });
})();
