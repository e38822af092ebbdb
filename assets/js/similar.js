// While a title is typed: what there is already.

const PAUSE = 500;
const SHORTEST = 3;
const MOST = 30;

/** Note references in a hidden field, one a line; the draft takes them along. */
function note(field, references) {
  const known = new Set(field.value.split(/\s*\n\s*/).filter(Boolean));
  const before = known.size;
  for (const reference of references) if (known.size < MOST) known.add(reference);
  if (known.size === before) return;
  field.value = [...known].join("\n");
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

function watch(region) {
  const title = document.getElementById(region.dataset.similarFor);
  const status = document.querySelector("[data-similar-status]");
  const { seen_similar: seen, shown, opened } = title.form.elements;
  let timer = 0;
  let asked;

  async function look() {
    asked?.abort();
    asked = new AbortController();
    const address = `${region.dataset.similar}?${new URLSearchParams({ title: title.value })}`;
    try {
      const answer = await fetch(address, { signal: asked.signal });
      if (!answer.ok) return;
      region.innerHTML = await answer.text();
      const found = region.querySelector("[data-said]");
      status.textContent = found?.dataset.said ?? "";
      if (found) seen.value = "on";
      note(shown, [...region.querySelectorAll("[data-reference]")].map((one) => one.dataset.reference));
    } catch {
      // A newer title is on its way, or nobody answers: asking works without.
    }
  }

  function open({ target, button = 0 }) {
    const link = target.closest("[data-reference]");
    // With the wheel, too, it opens a tab.
    if (link && button < 2) note(opened, [link.dataset.reference]);
  }

  region.addEventListener("click", open);
  region.addEventListener("auxclick", open);
  title.addEventListener("input", () => {
    clearTimeout(timer);
    if (title.value.trim().length >= SHORTEST) timer = setTimeout(look, PAUSE);
  });
}

for (const region of document.querySelectorAll("[data-similar]")) watch(region);
