// Saves each answer of an attempt as it is given. The buttons of the form do the same without this.
const form = document.querySelector("form[data-save-url]");
const state = form?.querySelector("[data-save-state]");
const token = document.querySelector('meta[name="csrf-token"]')?.content;
const unsent = new Set();
let wait = 1000;
let busy = false;

function say(text, status) {
  state.textContent = text;
  state.dataset.s = status;
}

function mark(id, answered) {
  const item = form.querySelector(`[data-nav="${CSS.escape(id)}"]`);
  const word = item.querySelector("[data-done]");
  item.dataset.s = answered ? "done" : "";
  word.textContent = answered ? word.dataset.done : word.dataset.todo;
  form.querySelector("[data-answered]").textContent = form.querySelectorAll('[data-nav][data-s="done"]').length;
}

// Numbers are shown as the server read them.
function read(id, numbers) {
  const place = form.querySelector(`[data-question="${CSS.escape(id)}"] [data-read]`);
  if (place) place.textContent = numbers.length ? place.dataset.read.replace("{number}", numbers.join(", ")) : "";
}

async function send() {
  if (busy || !unsent.size) return;
  busy = true;
  const [id] = unsent;
  unsent.delete(id);
  say(state.dataset.saving, "");
  try {
    const values = new FormData(form).getAll(`q-${id}`);
    const body = new URLSearchParams([["question", id], ...values.map((value) => [`q-${id}`, value])]);
    const answer = await fetch(form.dataset.saveUrl, { method: "POST", body, headers: { "X-CSRFToken": token, Accept: "application/json" } });
    if (answer.status === 409) return (busy = false), unsent.clear(), location.reload(); // handed in elsewhere
    if (!answer.ok) throw new Error(answer.status);
    const { saved_at: time, answered, understood } = await answer.json();
    mark(id, answered);
    read(id, understood);
    say(state.dataset.saved.replace("{time}", time), "ok");
    wait = 1000;
  } catch {
    unsent.add(id);
    say(state.dataset.failed, "bad");
    wait = Math.min(wait * 2, 30000);
  }
  busy = false;
  if (unsent.size) setTimeout(send, state.dataset.s === "bad" ? wait : 0);
}

form?.addEventListener("change", ({ target }) => send(unsent.add(target.closest("[data-question]").dataset.question)));
form?.addEventListener("submit", () => { unsent.clear(); busy = false; });
addEventListener("online", send);
addEventListener("beforeunload", (event) => (unsent.size || busy) && event.preventDefault());
