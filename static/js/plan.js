// The plan: with a participant chosen, pressing a free booth gives it at once; without one it opens the booth.
(() => {
  const form = document.querySelector("form[data-assign]");
  if (!form) return;
  document.addEventListener("click", (event) => {
    const booth = event.target.closest("a[data-booth]:not(.is-held)");
    if (!booth || event.ctrlKey || event.metaKey || event.shiftKey || !form.elements.participation.value) return;
    event.preventDefault();
    form.elements.booth.value = booth.dataset.booth;
    form.requestSubmit();
  });
})();
