// "Quote" takes what is selected in a post, or all of it, into the answer that is being written.
// Without scripts the link opens the page with the post quoted.

let selected = "";

/** @param {Element} post */
function selectionIn(post) {
  const selection = getSelection();
  const inside = selection?.anchorNode && post.contains(selection.anchorNode);
  return inside ? selection.toString().trim() : "";
}

function linkOf(event) {
  return event.target instanceof Element ? event.target.closest("a[data-quote]") : null;
}

// The press that becomes a click takes the selection away.
document.addEventListener("pointerdown", (event) => {
  const link = linkOf(event);
  selected = link ? selectionIn(link.closest("[data-post]")) : "";
}, true);

document.addEventListener("click", (event) => {
  const link = linkOf(event);
  const field = document.querySelector("#neue-antwort ~ form textarea");
  if (!link || !field || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  const post = link.closest("[data-post]");
  const text = selected || selectionIn(post) || post.querySelector(".kw-prose").innerText.trim();
  const lines = [...text.split("\n"), "", link.dataset.quote].map((line) => `> ${line}`.trimEnd());
  const before = field.value.trimEnd();
  field.value = `${before ? `${before}\n\n` : ""}${lines.join("\n")}\n\n`;
  field.focus();
  field.setSelectionRange(field.value.length, field.value.length);
  selected = "";
});
