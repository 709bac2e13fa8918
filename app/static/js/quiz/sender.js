// Sends what is in the store, one entry after the other in the order given, until all of it is confirmed.
// An entry: { name, question, values | flag, given: when, by the device's clock, base: the version it stands on, sent, refused, why }.
import { line } from "./fields.js";

const FIRST_WAIT = 1000; // milliseconds; doubled after each failure
const LONGEST_WAIT = 30000;
const SIGN_IN_WAIT = 10000;
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
export function createSender({ url, server, store, on }) {
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

  function hold(kind, seconds) {
    const pause = seconds ? seconds * 1000 : kind === "signedOut" ? SIGN_IN_WAIT : wait;
    if (kind !== "signedOut") wait = Math.min(wait * 2, LONGEST_WAIT);
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
    const goesOn = settle(entry, await server.post(url, bodyOf(entry)));
    busy = false;
    if (goesOn && !isEnded) later(0);
  }

  // The page goes out of sight, perhaps for good: what is not confirmed goes out at once and outlives the page.
  function flush() {
    if (isEnded) return;
    for (const entry of pending()) {
      store.put(entry.name, { ...entry, tried: true });
      server.post(url, bodyOf(entry), true).then(({ kind, data }) => kind === "ok" && isCurrent(entry) && saved(entry, data));
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
