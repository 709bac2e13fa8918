// Counts how long this page is in use: in view, and something was done or is playing in the last minute. Says so to the
// server now and then, under a random word of its own, so that two tabs at once are not counted twice.
const page = document.querySelector("[data-active-url]");
const token = document.querySelector('meta[name="csrf-token"]');

const IDLE_AFTER = 60_000;
const TICK = 1000;
const tab = [...crypto.getRandomValues(new Uint32Array(4))].map((part) => part.toString(36)).join("");
const interval = 1000 * (Number(page?.dataset.beatSeconds) || 30); // a little less than the server counts at once

let touchedAt = performance.now();
let seenAt = touchedAt;
let wasInUse = false;
let counted = 0; // milliseconds in use that the server was not told of

const plays = (media) => !media.paused && !media.ended;

function isInUse(now) {
  if ([...document.querySelectorAll("audio, video")].some(plays)) touchedAt = now;
  return document.visibilityState === "visible" && now - touchedAt < IDLE_AFTER;
}

// The whole seconds counted so far, which are told now.
function take() {
  const seconds = Math.floor(counted / 1000);
  counted -= seconds * 1000;
  return { tab, seconds };
}

function send() {
  fetch(page.dataset.activeUrl, {
    method: "POST",
    headers: { "X-CSRFToken": token.content, Accept: "application/json" },
    body: new URLSearchParams(take()),
    keepalive: true,
  }).catch(() => {}); // offline: these seconds are not counted
}

function tick() {
  const now = performance.now();
  if (wasInUse) counted += Math.min(now - seenAt, 2 * TICK); // a computer that slept was not in use
  seenAt = now;
  const inUse = isInUse(now);
  if ((inUse && !wasInUse) || counted >= interval) send();
  wasInUse = inUse;
}

function flush() {
  tick();
  if (counted >= 1000) send();
}

function touch() {
  touchedAt = performance.now();
}

if (page && token) {
  for (const kind of ["input", "keydown", "pointerdown", "pointermove", "scroll", "wheel", "touchmove"])
    addEventListener(kind, touch, { passive: true, capture: true });
  document.addEventListener("visibilitychange", () => (document.visibilityState === "visible" ? (touch(), tick()) : flush()));
  addEventListener("pagehide", flush);
  // What these forms ask for is decided before the page goes: they bring the last seconds along.
  for (const form of document.querySelectorAll("form[data-brings-beat]"))
    form.addEventListener("formdata", ({ formData }) => {
      tick();
      for (const [name, value] of Object.entries(take())) formData.set(name, value);
    });
  setInterval(tick, TICK);
  tick();
}
