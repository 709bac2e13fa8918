// Names the answers that the server will not take as they are, where the page has a place for each.
export function nameRefused(entries) {
  for (const { question, why } of entries) {
    const model = document.querySelector(`template[data-refused="${CSS.escape(question)}"]`);
    if (!model) continue; // named already
    const item = model.content.firstElementChild.cloneNode(true);
    item.querySelector("span").textContent = why;
    model.closest("[data-refused-here]").hidden = false;
    model.replaceWith(item);
  }
}
