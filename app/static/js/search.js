// The key / goes to the search box, unless somebody is typing.
const box = document.querySelector("[data-search]");
const TYPING = "input, textarea, select, [contenteditable]";

if (box) {
  box.setAttribute("aria-keyshortcuts", "/");
  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (document.activeElement?.closest(TYPING)) return;
    event.preventDefault();
    box.focus();
    box.select();
  });
}
