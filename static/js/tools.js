// Small tools of a page: print, copy, menus that shut, messages that leave.
(() => {
  document.querySelectorAll("[data-print]").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  });

  // The booth that is meant comes into view on a plan wider than the page.
  const picked = document.querySelector(".fl-scroll .is-picked");
  if (picked) {
    const plan = picked.closest(".fl-scroll");
    const [booth, frame] = [picked.getBoundingClientRect(), plan.getBoundingClientRect()];
    plan.scrollLeft += booth.left + booth.width / 2 - frame.left - frame.width / 2;
  }

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
