// A page of something under way shows how far it has come, without being loaded again.

const PAUSE = 1500; // milliseconds between looks

async function look() {
  const shown = document.querySelector("[data-running]");
  if (!shown?.dataset.running) return;
  try {
    const answer = await fetch(location.href, { headers: { Accept: "text/html" }, credentials: "same-origin" });
    if (answer.ok && !answer.redirected) {
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = page.querySelector("[data-running]");
      if (fresh) shown.replaceWith(document.adoptNode(fresh));
    }
  } catch {
    // The link is away for a moment; the next look may find it.
  }
  setTimeout(look, PAUSE);
}

setTimeout(look, PAUSE);
