// While a title is typed: what there is already.

const PAUSE = 500;
const SHORTEST = 3;

function watch(region) {
  const title = document.getElementById(region.dataset.similarFor);
  const status = document.querySelector("[data-similar-status]");
  const seen = title.form.elements.seen_similar;
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
    } catch {
      // A newer title is on its way, or nobody answers: asking works without.
    }
  }

  title.addEventListener("input", () => {
    clearTimeout(timer);
    if (title.value.trim().length >= SHORTEST) timer = setTimeout(look, PAUSE);
  });
}

for (const region of document.querySelectorAll("[data-similar]")) watch(region);
