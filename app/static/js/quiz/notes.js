// Notes that only a script can raise stand in templates until one runs: without it nobody is told of what did not happen.
export function unfoldNotes() {
  for (const model of document.querySelectorAll("template[data-notes]")) model.replaceWith(model.content);
}
