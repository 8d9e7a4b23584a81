// The theme of this device, where the person chose "as on this device". In the head, so that no page flashes.
(() => {
  const root = document.documentElement;
  root.classList.add("has-script"); // what only helps without scripts is hidden
  if (root.dataset.theme !== "auto") return;
  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  const follow = () => { root.dataset.bsTheme = dark.matches ? "dark" : "light"; };
  follow();
  dark.addEventListener("change", follow);
})();
