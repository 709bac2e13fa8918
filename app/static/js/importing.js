// The plan of a sheet in the making: its bar moves on; once the plan is there, the page shows it.
const bar = document.querySelector("[data-import-progress]");

async function look() {
  try {
    const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.querySelector("[data-import-progress]");
    if (!answer.ok || !fresh) return location.reload();
    bar.replaceChildren(...fresh.childNodes);
  } catch {
    // away for a moment: the next look may find it
  }
  setTimeout(look, 1500);
}

if (bar) setTimeout(look, 800);
