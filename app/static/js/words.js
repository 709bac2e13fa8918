// Counts the words of an answer in one's own words while it is written; a Chinese character counts as one, as on the server.
const CJK =
  "\\u1100-\\u11ff\\u2e80-\\u2fdf\\u3005-\\u3007\\u3021-\\u3029\\u3031-\\u303c\\u3041-\\u30ff\\u3105-\\u318f\\u31a0-\\u31bf" +
  "\\u31f0-\\u31ff\\u3400-\\u4dbf\\u4e00-\\u9fff\\ua960-\\ua97f\\uac00-\\ud7ff\\uf900-\\ufaff\\u{20000}-\\u{3ffff}";
const LETTER = `(?![${CJK}])[\\p{L}\\p{N}_]`;
const WORD = new RegExp(`[${CJK}]|(?:${LETTER})+(?:['’‐-](?:${LETTER})+)*`, "gu");

function count({ target: field }) {
  const place = document.getElementById(field.dataset.words);
  const words = field.value.match(WORD)?.length ?? 0;
  const { least, most, none, one, many, short, long } = place.dataset;
  const line = !words ? none : least && words < least ? short : most && words > most ? long : words === 1 ? one : many;
  place.textContent = (line ?? "").replace("{number}", words);
}

for (const field of document.querySelectorAll("textarea[data-words]")) {
  field.addEventListener("input", count);
  field.closest("[data-question]")?.addEventListener("taken", () => count({ target: field }));
  if (field.value) count({ target: field });
}
