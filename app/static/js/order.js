// Items to put in order: buttons move them, the lists to choose a place from stay behind as what is sent.
function enhance(list) {
  const items = [...list.children];
  const selects = items.map((item) => item.querySelector("select"));
  const shelf = document.createElement("div"); // keeps the fields in the order of the page, whatever is moved
  const keep = list.parentElement.querySelector("[data-keep]");
  const announcer = list.parentElement.querySelector("[data-moved]");
  shelf.hidden = true;
  shelf.append(...selects);
  list.after(shelf);
  for (const hint of list.parentElement.querySelectorAll("[data-order-hint]")) hint.hidden = !hint.hidden;

  const isGiven = () => selects.every(({ value }) => value);
  const place = (item) => [...list.children].indexOf(item);

  function write() {
    [...list.children].forEach((item, at) => (selects[items.indexOf(item)].value = at + 1));
    selects[0].dispatchEvent(new Event("input", { bubbles: true }));
    paint();
  }

  function paint() {
    keep.hidden = isGiven();
    list.toggleAttribute("data-open", !isGiven());
    for (const item of items) {
      const at = place(item);
      item.querySelector('[data-move="-1"]').disabled = at === 0;
      item.querySelector('[data-move="1"]').disabled = at === items.length - 1;
    }
  }

  // Fields were filled from elsewhere: the items follow them.
  function read() {
    const placed = items.map((item, at) => [Number(selects[at].value) || items.length + 1, at, item]);
    placed.sort(([one, first], [other, second]) => one - other || first - second);
    list.append(...placed.map(([, , item]) => item));
    paint();
  }

  function move(item, step, button) {
    const other = list.children[place(item) + step];
    if (!other) return;
    if (step < 0) other.before(item);
    else other.after(item);
    write();
    const focused = button.disabled ? item.querySelector("[data-move]:not(:disabled)") : button;
    focused.focus();
    announcer.textContent = announcer.dataset.text
      .replace("{item}", item.dataset.name)
      .replace("{place}", place(item) + 1);
  }

  for (const item of items) {
    const buttons = item.querySelector("[data-moves]");
    buttons.hidden = false;
    buttons.addEventListener("click", ({ target }) => {
      const button = target.closest("[data-move]");
      if (button) move(item, Number(button.dataset.move), button);
    });
  }
  keep.addEventListener("click", () => {
    write();
    items.map((item) => item.querySelector("[data-move]:not(:disabled)"))[0]?.focus();
  });
  (list.closest("[data-question]") ?? list).addEventListener("taken", read);
  list.setAttribute("data-buttons", "");
  read();
}

for (const list of document.querySelectorAll("[data-ordering]")) enhance(list);
