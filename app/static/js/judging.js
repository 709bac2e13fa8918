// How far a plan is; the page is loaded again when it is there. Without this the page reloads itself every few seconds.
const place = document.querySelector("[data-progress-url]");
const PAUSE = 1000; // milliseconds

async function look() {
  try {
    const answer = await fetch(place.dataset.progressUrl, { headers: { Accept: "application/json" } });
    if (!answer.ok) throw new Error(answer.status);
    const { state, done, total } = await answer.json();
    if (state !== "planning") return location.reload();
    const bar = place.querySelector("[data-progress]");
    const words = place.querySelector("[data-progress-words]");
    [bar.value, bar.max] = [done, Math.max(total, 1)];
    words.textContent = words.dataset.words.replace("{done}", done).replace("{total}", total);
  } catch {
    // offline or busy: ask again
  }
  setTimeout(look, PAUSE);
}

if (place) setTimeout(look, PAUSE);
