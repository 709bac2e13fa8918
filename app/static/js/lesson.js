// Tells the server, once, that this lesson has been in view. The page needs nothing from the answer.
const lesson = document.querySelector("[data-opened-url]");
const token = document.querySelector('meta[name="csrf-token"]');

function tell() {
  if (document.visibilityState !== "visible") return;
  document.removeEventListener("visibilitychange", tell);
  fetch(lesson.dataset.openedUrl, {
    method: "POST",
    headers: { "X-CSRFToken": token.content, Accept: "application/json" },
    keepalive: true,
  }).catch(() => {}); // offline: marking the lesson complete records it as well
}

if (lesson && token) {
  document.addEventListener("visibilitychange", tell);
  tell();
}

// A term opens where it is read. Without this, or without popovers, its link leads to the list at the end of the page.
function open(event, link, entry) {
  event.preventDefault();
  const box = document.createElement("div");
  const list = document.createElement("dl");
  list.className = "glossary";
  list.append(entry.cloneNode(true));
  list.firstChild.removeAttribute("id");
  box.append(list);
  Object.assign(box, { popover: "auto", tabIndex: -1, lang: entry.lang || document.documentElement.lang });
  box.setAttribute("role", "note");
  link.after(box);
  box.addEventListener("toggle", ({ newState }) => {
    if (newState !== "closed") return;
    link.focus();
    box.remove();
  });
  box.showPopover({ source: link });
  box.focus();
}

for (const link of document.querySelectorAll("a.term[href^='#term-']")) {
  const entry = document.getElementById(decodeURIComponent(link.hash.slice(1)));
  if (entry && "popover" in link) link.addEventListener("click", (event) => open(event, link, entry));
}

// Sound has no picture for captions to stand in: they stand below it, in the reader's language where there is one.
for (const audio of document.querySelectorAll("audio:has(track)")) {
  const tracks = [...audio.textTracks];
  const track = tracks.find(({ language }) => language === document.documentElement.lang) ?? tracks[0];
  const cue = document.createElement("p");
  cue.className = "cue";
  cue.lang = track.language;
  cue.hidden = true;
  audio.after(cue);
  track.mode = "hidden";
  track.addEventListener("cuechange", () => {
    cue.hidden = false;
    cue.textContent = [...track.activeCues].map(({ text }) => text.replace(/<[^>]*>/g, "")).join(" ");
  });
}
