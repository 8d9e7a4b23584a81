// Small tools of a page: print, copy, menus that shut, messages that leave.
(() => {
  document.querySelectorAll("[data-print]").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  });

  document.querySelectorAll("[data-copy]").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", async () => {
      const source = document.getElementById(button.dataset.copy);
      await navigator.clipboard.writeText(source.value || source.textContent.trim());
      button.querySelector("[data-copied]").hidden = false;
    });
  });

  const shutMenus = (but) => document.querySelectorAll("details.cp-menu[open]").forEach((menu) => {
    if (menu !== but) menu.open = false;
  });
  document.addEventListener("click", (event) => shutMenus(event.target.closest("details.cp-menu")));
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") shutMenus(null); });

  document.querySelectorAll("[data-toast]").forEach((toast) => {
    const close = toast.querySelector("[data-toast-close]");
    close.hidden = false;
    close.addEventListener("click", () => toast.remove());
    setTimeout(function leave() {
      if (toast.matches(":hover, :focus-within")) setTimeout(leave, 3000);
      else toast.remove();
    }, 8000);
  });
})();
