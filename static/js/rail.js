// The side rail on a narrow window: opens, holds the focus, closes with Escape or a press beside it.
(() => {
  const rail = document.getElementById("rail");
  const opener = document.querySelector("[data-rail-open]");
  if (!rail || !opener) return;
  const rest = [document.querySelector(".cp-topbar"), document.getElementById("content")];

  const set = (open) => {
    rail.classList.toggle("is-open", open);
    opener.setAttribute("aria-expanded", String(open));
    rest.forEach((part) => { part.inert = open; });
    (open ? rail.querySelector("[data-rail-close]") : opener).focus();
  };
  opener.setAttribute("role", "button");
  opener.setAttribute("aria-expanded", "false");
  opener.addEventListener("click", (event) => { event.preventDefault(); set(true); });
  rail.querySelector("[data-rail-close]").addEventListener("click", (event) => { event.preventDefault(); set(false); });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && rail.classList.contains("is-open")) set(false);
  });
  document.addEventListener("click", (event) => {
    if (rail.classList.contains("is-open") && !rail.contains(event.target) && !opener.contains(event.target)) set(false);
  });
  window.matchMedia("(min-width: 992px)").addEventListener("change", () => {
    if (rail.classList.contains("is-open")) set(false);
  });
})();
