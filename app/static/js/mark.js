// Keeps the draft of a review while it is written. The button "Save draft" does the same without this.
const form = document.querySelector("form[data-mark]");
const state = form.querySelector("[data-mark-state]");
const token = document.querySelector('meta[name="csrf-token"]').content;
const PAUSE = 1500; // milliseconds without a change, then the draft is sent
const AGAIN = 15000;
let timer;
let changes = 0;
let busy = false;

function say(text, status) {
  state.textContent = text;
  state.dataset.s = status;
}

function later(milliseconds) {
  clearTimeout(timer);
  timer = setTimeout(send, milliseconds);
}

function post(options) {
  const body = new FormData(form);
  body.set("do", "draft");
  return fetch(location.href, { method: "POST", body, headers: { "X-CSRFToken": token, Accept: "application/json" }, ...options });
}

async function send() {
  if (busy) return later(PAUSE);
  busy = true;
  const sent = changes;
  say(form.dataset.saving, "");
  try {
    const answer = await post();
    const { saved_at: time, error } = await answer.json();
    if (answer.ok) {
      if (changes === sent) changes = 0;
      say(form.dataset.saved.replace("{time}", time), "ok");
    } else {
      say(error || form.dataset.failed, "bad");
      if (answer.status >= 500) later(AGAIN);
    }
  } catch {
    say(form.dataset.failed, "bad");
    later(AGAIN);
  }
  busy = false;
}

form.addEventListener("input", () => {
  changes += 1;
  later(PAUSE);
});
form.addEventListener("submit", () => {
  clearTimeout(timer);
  changes = 0;
});
addEventListener("pagehide", () => {
  clearTimeout(timer);
  if (changes) post({ keepalive: true });
});
