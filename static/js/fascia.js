// The board over the booth, as the name is typed.
(() => {
  const field = document.querySelector("[data-fascia]");
  const board = document.querySelector("[data-fascia-board]");
  if (!field || !board) return;
  const left = document.querySelector("[data-fascia-left]");
  const show = () => {
    board.textContent = field.value.trim() || "…";
    left.querySelector("b").textContent = field.maxLength - field.value.length;
    left.hidden = false;
  };
  field.addEventListener("input", show);
  show();
})();
