// The time left, by the server's clock: counted from what it says, never from the device's time of day.
const ANNOUNCED = [10, 5, 1]; // minutes
const SLACK = 1500; // milliseconds by which the way to the server may be wrong

function text(seconds) {
  const [hours, minutes, rest] = [Math.floor(seconds / 3600), Math.floor((seconds % 3600) / 60), seconds % 60];
  const two = (number) => String(number).padStart(2, "0");
  return hours ? `${hours}:${two(minutes)}:${two(rest)}` : `${two(minutes)}:${two(rest)}`;
}

// `place` holds the words in data attributes and the grace in seconds, `[data-clock]` the digits, `announcer` is a polite live region.
export function startTimer(place, announcer, onOver) {
  const clock = place.querySelector("[data-clock]");
  let end = Infinity;
  let shown = Infinity;
  let overAt = Infinity;
  let timer;

  function announce(seconds) {
    const minutes = ANNOUNCED.find((each) => shown > each * 60 && seconds <= each * 60);
    if (minutes && shown !== Infinity) announcer.textContent = place.dataset[`at${minutes}`];
  }

  function tick() {
    clearTimeout(timer);
    const left = end - performance.now();
    const seconds = Math.max(0, Math.ceil(left / 1000));
    announce(seconds);
    shown = seconds;
    clock.textContent = text(seconds);
    place.dataset.s = seconds <= 60 ? "bad" : seconds <= 300 ? "warn" : "";
    if (!seconds) {
      if (overAt === Infinity) (overAt = performance.now()), onOver();
      return;
    }
    timer = setTimeout(tick, left - (seconds - 1) * 1000);
  }

  // `left`: whole seconds, as the server counts them.
  function set(left) {
    if (left === null || left === undefined || (!left && overAt < Infinity)) return;
    const said = performance.now() + left * 1000;
    if (Math.abs(said - end) < SLACK) return;
    end = said;
    tick();
  }

  // After the grace that the server gives, and what the clock here may be ahead of its own.
  function graceIsOver() {
    const left = overAt + Number(place.dataset.grace) * 1000 + SLACK - performance.now();
    return new Promise((go) => setTimeout(go, left));
  }

  const untilGraceEnds = () => end + Number(place.dataset.grace) * 1000 - performance.now(); // milliseconds
  return { set, graceIsOver, untilGraceEnds, stop: () => clearTimeout(timer), isOver: () => overAt < Infinity };
}
