// Opens hints that cost points without leaving the page. The button does the same without this.
export function openHints(form, server, trouble) {
  form.addEventListener("click", async (event) => {
    const button = event.target.closest("button[data-hint]");
    if (!button) return;
    event.preventDefault();
    if (button.getAttribute("aria-disabled") === "true") return;
    button.setAttribute("aria-disabled", "true");
    const place = button.closest("[data-hints]");
    const body = new FormData();
    body.append("question", place.closest("[data-question]").dataset.question);
    body.append("hint", button.dataset.hint);
    const { kind, data } = await server.post(form.dataset.hintUrl, body);
    button.removeAttribute("aria-disabled");
    if (kind !== "ok") return trouble(kind, place, data);
    show(place, button, data);
  });
}

// Sanitised by the server when the course was read; a document of its own runs nothing.
function parse(html) {
  return new DOMParser().parseFromString(html, "text/html").body.childNodes;
}

function show(place, button, { opened, hints }) {
  const model = place.querySelector("template");
  for (let at = place.querySelectorAll("[data-opened]").length; at < hints.length; at += 1) {
    const box = model.content.firstElementChild.cloneNode(true);
    box.querySelector("b").textContent = place.dataset.name.replace("{number}", at + 1);
    box.querySelector("[data-text]").replaceChildren(...parse(hints[at]));
    button.before(box);
    box.focus();
  }
  place.querySelector("[data-hint-error]").hidden = true;
  const next = place.querySelector(`[data-next="${opened + 1}"]`);
  if (!next) return button.remove();
  button.textContent = next.textContent;
  button.dataset.hint = opened + 1;
  button.value = button.value.replace(/\d+$/, opened + 1);
}
