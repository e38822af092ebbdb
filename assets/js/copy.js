// "Copy" puts an example text on the clipboard and says so. Without scripts the text can be
// selected, or downloaded as a file.

const status = document.querySelector("[data-copy-status]");

/** @param {HTMLButtonElement} button */
async function copy(button) {
  const text = document.getElementById(button.dataset.copy).textContent;
  try {
    await navigator.clipboard.writeText(text);
    say(status.dataset.copied);
  } catch {
    say(status.dataset.failed);
  }
}

/** Said again where it was said before: a screen reader hears changes only. */
function say(words) {
  status.textContent = "";
  status.classList.remove("kern-sr-only");
  setTimeout(() => (status.textContent = words), 50);
}

if (status && navigator.clipboard) {
  for (const button of document.querySelectorAll("button[data-copy]")) {
    button.hidden = false;
    button.addEventListener("click", () => copy(button));
  }
}
