// Confirm dialogs: data-dialog-open names the dialog, data-dialog-close shuts the one it stands in.
document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-dialog-open]");
  if (opener) {
    event.preventDefault();
    const menu = opener.closest("details");
    if (menu) menu.open = false;
    document.getElementById(opener.dataset.dialogOpen).showModal();
    return;
  }
  const closer = event.target.closest("[data-dialog-close]");
  if (closer) closer.closest("dialog").close();
});
