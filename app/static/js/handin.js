// Handing in: first what this browser still holds goes out, then the attempt, again and again until the server has it.
import { handIn } from "./quiz/handing.js";
import { unfoldNotes } from "./quiz/notes.js";
import { nameRefused } from "./quiz/refused.js";
import { createSender } from "./quiz/sender.js";
import { connect } from "./quiz/server.js";
import { openStore } from "./quiz/store.js";
import { startTimer } from "./quiz/timer.js";

const LAST_WORD = 3000; // milliseconds that what came too late has to arrive before the attempt is handed in

unfoldNotes();
const form = document.querySelector("form[data-attempt]");
const button = form.querySelector("button");
const label = button.textContent;
const { learner, attempt, saveUrl, stateUrl, resultUrl } = form.dataset;
const store = openStore(learner, attempt);
const server = connect(stateUrl, (token) => (form.elements.csrf_token.value = token));
const show = (name) => {
  for (const note of document.querySelectorAll("[data-trouble]")) note.hidden = note.dataset.trouble !== name;
};
const trouble = (kind) => show(kind === "signedOut" ? "signedOut" : "offline");
const nothing = () => {};
let isGoing = false;

const sender = createSender({
  url: saveUrl,
  server,
  store,
  endsIn: () => timer?.untilGraceEnds() ?? Infinity,
  on: {
    sending: nothing, saved: nothing, taken: nothing, late: nothing,
    refused: (entry, why) => nameRefused([{ ...entry, why }]),
    waiting: (kind) => (kind === "signedOut" ? trouble(kind) : show("unsent")),
    settled: () => isGoing || location.reload(),
    closed: (data) => (data.handed_in ? location.replace(resultUrl) : go({ isOver: true })),
    gone,
  },
});

// Somebody else is signed in: nothing of this page is for them. What was not sent stays in the browser for whom it belongs to.
function gone() {
  isGoing = true;
  sender.stop();
  timer?.stop();
  show("gone");
  form.parentElement.replaceChildren(document.querySelector("[data-trouble=gone]"));
}

// Not before the server has every answer. The button waits until then. Where it takes none any more they go out first as
// well, so that the result names them, but nothing waits long for them: the page of the result sends what is left.
async function go({ isOver = false } = {}) {
  if (isGoing) return;
  isGoing = button.disabled = true;
  button.textContent = form.dataset.busy;
  if (isOver) await sender.drain(LAST_WORD);
  else if (!(await isSent())) {
    isGoing = false;
    button.textContent = label;
    return;
  }
  if (await handIn(server, form.action, trouble)) location.replace(resultUrl);
  else gone();
}

function isSent() {
  if (!sender.pending().length) return true;
  show("unsent");
  return sender.drain(Number(form.dataset.patience));
}

// In the grace after the time other devices may still send what was given in it.
async function timeIsOver() {
  show("over");
  if (sender.pending().length) sender.run();
  await timer.graceIsOver();
  go({ isOver: true });
}

const place = document.querySelector("[data-timer]");
const timer = place && startTimer(place, document.querySelector("[data-announce]"), timeIsOver);

form.addEventListener("submit", (event) => {
  event.preventDefault();
  go();
});
addEventListener("online", () => sender.pending().length && sender.run());
nameRefused(sender.refused());
if (sender.pending().length) (button.disabled = true), show("unsent"), sender.run();
else if ("over" in form.dataset) go({ isOver: true }); // nothing can be changed any more
timer?.set(Number(place.dataset.left));
