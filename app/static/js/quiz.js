// An attempt under way: every answer is saved as it is given, or kept here until it can be. The buttons do the same without this.
import { openBoard } from "./quiz/board.js";
import { valuesOf, setValues, isSame, wordsOf } from "./quiz/fields.js";
import { handIn } from "./quiz/handing.js";
import { openHints } from "./quiz/hints.js";
import { unfoldNotes } from "./quiz/notes.js";
import { after, createSender } from "./quiz/sender.js";
import { connect } from "./quiz/server.js";
import { openStore } from "./quiz/store.js";
import { startTimer } from "./quiz/timer.js";

const LOOK = 60000; // milliseconds between two looks at what other devices did
const PAUSE = 1000; // milliseconds without a key, then what was typed is sent
unfoldNotes();
const form = document.querySelector("form[data-attempt]");
const { learner, attempt, saveUrl, stateUrl, resultUrl, handInUrl } = form.dataset;
const store = openStore(learner, attempt);
const board = openBoard(form);
const server = connect(stateUrl, takeToken);
const others = "BroadcastChannel" in window ? new BroadcastChannel(`answers ${learner} ${attempt}`) : null;
let lateCount = 0;
let isClosed = false;
let isGone = false; // somebody else is signed in
let isLeaving = false; // by a button: the server says what it will not keep
let heldButton = null; // pressed while not everything could be sent
let trouble = "offline"; // why not everything could be sent

function takeToken(token) {
  document.querySelector('meta[name="csrf-token"]').content = token;
  for (const field of document.querySelectorAll("input[name=csrf_token]")) field.value = token;
}

const versionField = (id) => form.elements[`v-${id}`];
const tell = (message) => others?.postMessage(message);

const sender = createSender({
  url: saveUrl,
  server,
  store,
  endsIn: () => timer?.untilGraceEnds() ?? Infinity,
  on: {
    sending(entry) {
      if (entry.tried) return; // what is said of it holds until it has arrived
      board.say("saving", "");
      board.beside(entry.question, "saving", "");
    },
    saved(entry, data) {
      showSaved(entry, data);
      tell({ kind: "saved", entry, data });
    },
    taken({ question }, data) {
      nameOther(question, data);
      board.markKept(question, false);
      takeOver(question, data.values, data.version);
      resync();
    },
    refused: ({ question }, why) => showRefused(question, why),
    waiting(kind, seconds) {
      trouble = kind;
      const waiting = sender.pending();
      sayWaiting(waiting.length, seconds);
      for (const entry of waiting) {
        board.beside(entry.question, "kept", "bad");
        showKept(entry);
      }
      if (heldButton) board.hold(heldButton, kind);
      board.showSignedOut(kind === "signedOut");
    },
    late: () => (lateCount += 1),
    settled() {
      if (timer?.isOver()) return close({});
      const button = heldButton;
      if (button && navigator.onLine) letGo(), form.requestSubmit(button);
    },
    closed: (data) => close(data),
    gone,
  },
});

function sayWaiting(count, seconds) {
  if (timer?.isOver()) return sayOver(count);
  if (trouble === "signedOut") return board.say("signedOutWait", "bad", { count });
  board.wait(store.isSafe() ? "failed" : "failedUnsafe", seconds, count);
}

function sayOver(count) {
  const left = Math.ceil(timer.untilGraceEnds() / 1000);
  if (left > 0) board.wait("overUnsent", left, count, "overLeft");
  else board.say("overLate", "bad", { count });
}

// What the browser holds counts as answered, and a field that was emptied as not.
function showKept({ question, values }) {
  if (values?.some((value) => value.trim())) board.markKept(question, true);
  else if (values) board.markAnswered(question, false);
}

function showSaved({ question, flag }, data) {
  board.showSignedOut(false);
  timer?.set(data.left);
  if (flag !== undefined) {
    board.beside(question, "", "");
    return board.say("saved", "ok", { time: data.saved_at });
  }
  if (versionField(question)) versionField(question).value = data.version;
  board.markAnswered(question, data.answered);
  board.refuse(question, "");
  board.complain(question, data.complaint, data.unread);
  board.showRead(question, data.understood);
  const [name, status] = data.unreadable ? ["unread", "warn"] : ["saved", "ok"];
  board.say(name, status, { time: data.saved_at });
  board.beside(question, name, status, { time: data.saved_at });
}

function showRefused(question, why) {
  board.say("refused", "bad");
  board.beside(question, "refused", "bad");
  board.refuse(question, why);
  board.markKept(question, false);
}

// Both answers in words, before the other takes the place of the one here.
function nameOther(id, { values, saved_at: time }) {
  const section = board.section(id);
  if (!section || isSame(section, values)) return;
  const [theirs, mine] = [wordsOf(section, values), wordsOf(section, valuesOf(section))];
  board.beside(id, theirs && mine ? "takenWords" : "taken", "warn", { time, theirs, mine });
}

// Another tab or device has answered: its answer takes the place of the one here.
function takeOver(id, values, version) {
  const section = board.section(id);
  if (section && !isSame(section, values)) setValues(section, values);
  if (versionField(id)) versionField(id).value = version;
}

function given(section) {
  const { question } = section.dataset;
  const [name, values] = [`answer ${question}`, valuesOf(section)];
  const before = store.get(name);
  const base = before ? before.base : Number(versionField(question).value);
  store.put(name, after(before, { name, question, values, base, given: Date.now(), mark: Math.random() }));
  tell({ kind: "given", question, values });
  letGo();
  board.say("typing", "");
  board.beside(question, "", "");
}

// Who goes on answering does not want to be led away any more.
function letGo() {
  heldButton = null;
  board.hold(null);
}

function flag(button) {
  const question = button.closest("[data-question]").dataset.question;
  const flagged = button.getAttribute("aria-pressed") !== "true";
  const name = `flag ${question}`;
  store.put(name, { name, question, flag: Number(flagged), given: Date.now(), mark: Math.random() });
  board.markFlagged(question, flagged);
  tell({ kind: "flag", question, flagged });
  sender.later(0);
}

// How it stands on the server: after a sleep, on coming back, when another device was here.
async function resync() {
  const { kind, data } = await server.state();
  if (kind === "gone") return gone();
  if (isGone) return kind === "ok" && location.reload();
  if (kind !== "ok") return;
  takeToken(data.token);
  if (data.result) return sender.pending().length ? sender.run() : close(data);
  timer?.set(data.left);
  for (const [id, answer] of Object.entries(data.answers)) {
    if (!store.get(`answer ${id}`)) takeChange(id, answer);
    if (!store.get(`flag ${id}`)) board.markFlagged(id, answer.flagged);
  }
}

// What this page knows better already stays: an answer saved here while the state was on its way.
function takeChange(id, { values, version, answered, saved_at: time }) {
  const known = Number(versionField(id)?.value ?? 0);
  if (version < known) return;
  board.markAnswered(id, answered);
  if (version === known) return;
  const section = board.section(id);
  if (section && !isSame(section, values)) {
    board.beside(id, "taken", "warn", { time });
    board.complain(id, "");
    board.showRead(id, []);
  }
  takeOver(id, values, version);
}

// What was not sent stays in the browser for the person it belongs to.
function gone() {
  if (isGone) return;
  isGone = isClosed = true;
  sender.stop();
  timer?.stop();
  board.close("gone");
}

// Handed in elsewhere, or over. By the clock here it is handed in when the grace is over in which other devices may still send.
async function close(data) {
  if (isClosed) return;
  isClosed = true;
  sender.stop();
  timer?.stop();
  if (data.handed_in) {
    store.clear();
    tell({ kind: "closed", data });
    return board.close("handedIn", { time: data.handed_in });
  }
  board.close(lateCount ? "late" : "over");
  if (!data.result) await timer.graceIsOver();
  if (await handIn(server, handInUrl, (kind) => board.showSignedOut(kind === "signedOut"))) location.replace(resultUrl);
  else gone();
}

// The server decides: what was given in time counts, even if it arrives a little later.
function timeIsOver() {
  letGo();
  board.end();
  board.say("over", "warn");
  sender.run();
  timer.graceIsOver().then(() => sender.run()); // says so where something is still not sent
}

const place = form.querySelector("[data-timer]");
const timer = place && startTimer(place, document.querySelector("[data-announce]"), timeIsOver);

form.addEventListener("input", ({ target }) => {
  const section = target.closest("[data-question]");
  if (!section || !target.name?.startsWith("q-")) return;
  given(section);
  sender.later(target.matches("[type=radio], [type=checkbox], select") ? 0 : PAUSE);
});
form.addEventListener("change", () => sender.later(0));
form.addEventListener("click", (event) => {
  const button = event.target.closest("[data-flag-button]");
  if (button) event.preventDefault(), flag(button);
});
form.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && event.target.matches("input:not([type=checkbox], [type=radio])")) event.preventDefault();
});

// Leaving this page by one of its buttons waits until everything is kept by the server, and says so if it cannot be.
form.addEventListener("submit", async (event) => {
  if (timer?.isOver()) return event.preventDefault();
  isLeaving = !sender.pending().length && !sender.isBusy() && navigator.onLine;
  if (isLeaving) return;
  event.preventDefault();
  letGo();
  if (!navigator.onLine) return holdBack(event.submitter, "offline");
  board.say("saving", "");
  if (await sender.drain(Number(form.dataset.patience))) form.requestSubmit(event.submitter);
  else if (sender.pending().length && !timer?.isOver()) stay(event.submitter);
});

function stay(button) {
  if (trouble === "offline") board.say("stay", "bad");
  else sayWaiting(sender.pending().length, 0);
  holdBack(button, trouble);
}

// It goes on by itself once everything is sent.
function holdBack(button, kind) {
  heldButton = button;
  board.hold(button, kind);
}

openHints(form, server, (kind, section, data) => {
  const error = section.querySelector("[data-hint-error]");
  error.hidden = false;
  error.querySelector("span").textContent = data?.error ?? error.dataset.offline;
  board.showSignedOut(kind === "signedOut");
});

others?.addEventListener("message", ({ data: message }) => {
  const { kind, question } = message;
  if (isGone) return kind === "here" && resync(); // perhaps the person it belongs to is back
  if (kind === "here") sender.run(); // perhaps signed in again
  if (kind === "given") takeOver(question, message.values, versionField(question)?.value);
  if (kind === "flag") board.markFlagged(question, message.flagged);
  if (kind === "saved") showSaved(message.entry, message.data);
  if (kind === "closed") sender.stop(), timer?.stop(), board.close("handedIn", { time: message.data.handed_in ?? "" });
});

addEventListener("online", () => sender.run());
addEventListener("focus", () => sender.run());
addEventListener("pagehide", () => sender.flush());
addEventListener("pageshow", ({ persisted }) => persisted && resync());
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "hidden") return sender.flush();
  sender.run();
  resync();
});
setInterval(() => {
  if (document.visibilityState === "visible" && !isClosed && !sender.pending().length && !sender.isBusy()) resync();
}, LOOK);
addEventListener("beforeunload", (event) => {
  const isRefused = !isLeaving && sender.refused().some(({ question }) => board.section(question));
  const isUnsent = sender.pending().length && (!store.isSafe() || board.isStuck());
  if (!isClosed && (isRefused || isUnsent)) event.preventDefault();
});

// What an earlier visit could not send stands in its fields again, and goes out now; what was refused says why.
for (const entry of store.list()) {
  const { question, values, flag: flagged, refused, why } = entry;
  if (flagged !== undefined) board.markFlagged(question, flagged === 1);
  else if (board.section(question)) setValues(board.section(question), values);
  if (!refused) showKept(entry);
  else if (board.section(question)) showRefused(question, why);
}
form.querySelector("[data-by-hand]").remove(); // from here on answers are saved as they are given
tell({ kind: "here" });
sender.run();
timer?.set(Number(place.dataset.left));
