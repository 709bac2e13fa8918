// Handing in: first what this browser still holds goes out, then the attempt, again and again until the server has it.
import { handIn } from "./quiz/handing.js";
import { createSender } from "./quiz/sender.js";
import { connect } from "./quiz/server.js";
import { openStore } from "./quiz/store.js";
import { startTimer } from "./quiz/timer.js";

const form = document.querySelector("form[data-attempt]");
const { learner, attempt, saveUrl, stateUrl, resultUrl } = form.dataset;
const store = openStore(learner, attempt);
const server = connect(stateUrl, (token) => (form.elements.csrf_token.value = token));
const show = (name) => {
  for (const note of document.querySelectorAll("[data-trouble]")) note.hidden = note.dataset.trouble !== name;
};
const trouble = (kind) => show(kind === "signedOut" ? "signedOut" : "offline");
const nothing = () => {};

const sender = createSender({
  url: saveUrl,
  server,
  store,
  on: {
    sending: nothing, saved: nothing, taken: nothing, late: nothing,
    refused: ({ name }) => store.remove(name),
    waiting: (kind) => (kind === "signedOut" ? trouble(kind) : show("unsent")),
    settled: () => location.reload(),
    closed: (data) => (data.handed_in ? location.replace(resultUrl) : go()),
    gone: () => (store.clear(), location.reload()),
  },
});

async function go(event) {
  event?.preventDefault();
  const button = form.querySelector("button");
  if (button.disabled) return;
  button.disabled = true;
  button.textContent = form.dataset.busy;
  await handIn(server, form.action, trouble);
  location.replace(resultUrl);
}

form.addEventListener("submit", go);
addEventListener("online", () => sender.pending().length && sender.run());
if (sender.pending().length) show("unsent"), sender.run();
else if ("over" in form.dataset) go(); // nothing can be changed any more
const place = document.querySelector("[data-timer]");
if (place) startTimer(place, document.querySelector("[data-announce]"), () => go()).set(Number(place.dataset.left));
