// Sends what is in the store, one entry after the other in the order given, until all of it is confirmed.
// An entry: { name, question, values | flag, given: when, by the device's clock, base: the version it stands on, sent, refused, why }.
import { line } from "./fields.js";

const FIRST_WAIT = 1000; // milliseconds; doubled after each failure
const LONGEST_WAIT = 30000;
const SIGN_IN_WAIT = 10000;
const HURRY = 90000; // milliseconds before nothing is taken any more: the last minute and the grace
const SOON = 1000; // in that time it is tried again after this, up to twice as much
const SHORT_PATIENCE = 8000; // and an answer is waited for no longer than this
const LAST = 2500; // milliseconds by which the way to the server and the clock here may be wrong at the end
const MOST_SENT = 5; // earlier answers of this browser to one question that may have arrived unconfirmed

// A newer entry for a question remembers what was sent before it: found on the server, that is no other window's answer.
export function after(before, entry) {
  const sent = before?.tried ? [...(before.sent ?? []), line(before.values)] : (before?.sent ?? []);
  return { ...entry, sent: sent.slice(-MOST_SENT) };
}

function bodyOf(entry) {
  const body = new FormData();
  body.append("question", entry.question);
  if (entry.flag !== undefined) {
    body.append("flag", entry.flag);
    return body;
  }
  body.append("version", entry.base);
  body.append("age", Math.max(0, Math.round(Date.now() - entry.given)));
  for (const value of entry.values) body.append(`q-${entry.question}`, value);
  return body;
}

// `on`: what the page does when an entry is `sending`, `saved`, `taken` (another window's newer answer stands), `refused`;
// when everything waits (`waiting`: why, how many seconds), and when it is all over (`closed`, `gone`).
// `endsIn`: milliseconds until the server takes nothing more; infinite without a limit, negative afterwards.
export function createSender({ url, server, store, on, endsIn = () => Infinity }) {
  let busy = false;
  let isEnded = false;
  let wait = FIRST_WAIT;
  let heldUntil = 0; // not before this does the server want to hear more
  let timer;

  const isWaiting = (entry) => !entry.refused;
  const pending = () => store.list().filter(isWaiting);
  const refused = () => store.list().filter((entry) => entry.refused); // until they are answered in another way
  const isCurrent = (entry) => store.get(entry.name)?.mark === entry.mark;

  function later(milliseconds) {
    clearTimeout(timer);
    if (!isEnded) timer = setTimeout(run, milliseconds);
  }

  function end(tell, ...facts) {
    isEnded = true;
    clearTimeout(timer);
    on[tell](...facts);
  }

  const isHurried = () => endsIn() > 0 && endsIn() < HURRY;

  // No pause reaches over the end: it is tried once more just before. `named`: the server asked for this one.
  function inTime(pause, named) {
    const rest = endsIn();
    if (rest <= 0) return pause;
    const soon = SOON * (1 + Math.random());
    const wanted = named ? pause : rest < HURRY + soon ? soon : Math.min(pause, rest - HURRY);
    return rest > LAST ? Math.min(wanted, rest - LAST) : wanted;
  }

  function hold(kind, seconds) {
    const pause = inTime(seconds ? seconds * 1000 : kind === "signedOut" ? SIGN_IN_WAIT : wait, Boolean(seconds));
    if (kind !== "signedOut" && !isHurried()) wait = Math.min(wait * 2, LONGEST_WAIT);
    if (seconds) heldUntil = performance.now() + pause;
    on.waiting(kind, Math.ceil(pause / 1000));
    later(pause);
  }

  function saved(entry, data) {
    wait = FIRST_WAIT;
    const newer = store.get(entry.name);
    if (newer && newer.mark !== entry.mark) store.put(entry.name, { ...newer, base: data.version });
    else store.remove(entry.name);
    on.saved(entry, data);
  }

  function clash(entry, data) {
    const current = store.get(entry.name) ?? entry;
    const isOwn = (current.sent ?? []).includes(line(data.values));
    if (isOwn || Date.now() - current.given < data.saved_ago) {
      store.put(entry.name, { ...current, base: data.version });
    } else {
      store.remove(entry.name);
      on.taken(entry, data);
    }
  }

  function conflict(entry, data) {
    if (data.changed) return clash(entry, data);
    if (!data.result) return hold("busy");
    store.remove(entry.name);
    if (data.late) on.late(entry);
    if (data.handed_in || !pending().length) end("closed", data);
  }

  function settle(entry, { kind, data, wait: seconds }) {
    if (kind === "ok") saved(entry, data);
    else if (kind === "conflict") conflict(entry, data);
    else if (kind === "gone") end("gone");
    else if (kind === "refused") {
      const why = data?.error ?? "";
      if (isCurrent(entry)) store.put(entry.name, { ...entry, refused: true, why });
      on.refused(entry, why);
    } else hold(kind === "moved" ? "offline" : kind, seconds);
    return ["ok", "conflict", "refused"].includes(kind);
  }

  async function run() {
    clearTimeout(timer);
    if (busy || isEnded) return;
    if (performance.now() < heldUntil) return later(heldUntil - performance.now());
    const [entry] = pending();
    if (!entry) return on.settled();
    busy = true;
    on.sending(entry);
    if (!entry.tried) store.put(entry.name, { ...entry, tried: true });
    const goesOn = settle(entry, await server.post(url, bodyOf(entry), isHurried() ? { patience: SHORT_PATIENCE } : {}));
    busy = false;
    if (goesOn && !isEnded) later(0);
  }

  // The page goes out of sight, perhaps for good: what is not confirmed goes out at once and outlives the page.
  function flush() {
    if (isEnded) return;
    for (const entry of pending()) {
      store.put(entry.name, { ...entry, tried: true });
      server.post(url, bodyOf(entry), { keepalive: true }).then(({ kind, data }) => kind === "ok" && isCurrent(entry) && saved(entry, data));
    }
  }

  // True once everything is confirmed; false if it is not within that time.
  async function drain(milliseconds) {
    const end = performance.now() + milliseconds;
    run();
    while (performance.now() < end && !isEnded && (busy || pending().length)) await new Promise((go) => setTimeout(go, 50));
    return !busy && !pending().length;
  }

  return { run, later, flush, drain, pending, refused, isBusy: () => busy, stop: () => { isEnded = true; clearTimeout(timer); } };
}
