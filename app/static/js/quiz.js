// Saves each answer of an attempt as it is given, typed ones while they are typed. The buttons of the form do the same without this.
const form = document.querySelector("form[data-save-url]");
const state = form?.querySelector("[data-save-state]");
const token = document.querySelector('meta[name="csrf-token"]')?.content;
const PAUSE = 1000; // milliseconds without a key, then what was typed is sent
const unsent = new Set();
let wait = PAUSE;
let timer;
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

function complain(id, unreadable) {
  const question = form.querySelector(`[data-question="${CSS.escape(id)}"]`);
  for (const place of question.querySelectorAll("[data-complaint]")) place.hidden = !unreadable;
  for (const field of question.querySelectorAll("[aria-errormessage]")) field.setAttribute("aria-invalid", unreadable);
}

function later(milliseconds) {
  clearTimeout(timer);
  timer = setTimeout(send, milliseconds);
}

function post(id, options) {
  const body = new FormData();
  body.append("question", id);
  for (const value of new FormData(form).getAll(`q-${id}`)) body.append(`q-${id}`, value);
  return fetch(form.dataset.saveUrl, { method: "POST", body, headers: { "X-CSRFToken": token, Accept: "application/json" }, ...options });
}

async function send() {
  clearTimeout(timer);
  if (busy || !unsent.size) return;
  busy = true;
  const [id] = unsent;
  unsent.delete(id);
  say(state.dataset.saving, "");
  try {
    const answer = await post(id);
    if (answer.status === 409) return (busy = false), unsent.clear(), location.reload(); // handed in elsewhere
    if (!answer.ok) throw new Error(answer.status);
    const { saved_at: time, answered, understood, unreadable } = await answer.json();
    mark(id, answered);
    read(id, understood);
    complain(id, unreadable);
    say((unreadable ? state.dataset.unread : state.dataset.saved).replace("{time}", time), unreadable ? "warn" : "ok");
    wait = PAUSE;
  } catch {
    unsent.add(id);
    say(state.dataset.failed, "bad");
    wait = Math.min(wait * 2, 30000);
  }
  busy = false;
  if (unsent.size) later(state.dataset.s === "bad" ? wait : PAUSE / 4);
}

// The page goes out of sight, perhaps for good: what is not sent yet goes out at once and outlives the page.
function flush() {
  clearTimeout(timer);
  for (const id of unsent) {
    unsent.delete(id);
    post(id, { keepalive: true }).then(({ ok }) => ok || unsent.add(id), () => unsent.add(id));
  }
}

function given({ target, type }) {
  const question = target.closest("[data-question]");
  if (!question) return;
  unsent.add(question.dataset.question);
  later(type === "input" ? PAUSE : 0);
}

form?.addEventListener("input", given);
form?.addEventListener("change", given);
form?.addEventListener("submit", () => { clearTimeout(timer); unsent.clear(); busy = false; });
addEventListener("online", send);
addEventListener("pagehide", flush);
document.addEventListener("visibilitychange", () => (document.visibilityState === "hidden" ? flush() : send()));
addEventListener("beforeunload", (event) => (unsent.size || busy) && event.preventDefault());
