// Whom to ask: while title, topics and channels change, counties worth asking are looked up. Once
// nobody types for a moment, one small request; never two at once, never the same twice. Without
// scripts a button does it.

const WAIT = 900;
const ASKS = new Set(["title", "topics", "channels", "visibility"]);

/** Boxes for the same county stand in the suggestions and in the list: they go together. */
function pair(form) {
  form.addEventListener("change", ({ target }) => {
    if (target.name !== "addressed_to") return;
    for (const twin of form.elements.addressed_to.length ? form.elements.addressed_to : []) {
      if (twin === target || twin.value !== target.value || twin.checked === target.checked) continue;
      twin.checked = target.checked;
      twin.dispatchEvent(new Event("change", { bubbles: true }));
    }
  });
}

/** @param {HTMLFormElement} form */
function typed(form) {
  const data = new FormData(form);
  const sent = new URLSearchParams();
  for (const name of [...ASKS, "addressed_to", "csrfmiddlewaretoken"]) {
    for (const value of data.getAll(name)) sent.append(name, value);
  }
  return sent;
}

function watch(part) {
  const form = part.closest("form");
  const place = part.querySelector("[data-suggestions]");
  const says = part.querySelector("[data-suggest-says]");
  let timer = 0;
  let last = "";
  let running = new AbortController();

  async function look() {
    const sent = typed(form);
    if (sent.toString() === last) return;
    last = sent.toString();
    running.abort();
    running = new AbortController();
    const answer = await fetch(part.dataset.suggest, {
      method: "POST", body: sent, credentials: "same-origin", signal: running.signal,
    }).catch(() => null);
    // Never take away what somebody's focus is on.
    if (!answer?.ok || answer.redirected || place.contains(document.activeElement)) return;
    place.innerHTML = await answer.text();
    const number = place.querySelectorAll("li").length;
    const words = number === 1 ? says.dataset.one : says.dataset.many.replace("#", number);
    says.textContent = number ? words : "";
  }

  function soon({ target }) {
    if (!ASKS.has(target.name)) return;
    clearTimeout(timer);
    timer = setTimeout(look, WAIT);
  }

  form.addEventListener("input", soon);
  part.querySelector("button[name=suggest]").addEventListener("click", (event) => {
    event.preventDefault();
    look();
  });
}

for (const place of document.querySelectorAll("[data-suggestions]")) pair(place.closest("form"));
for (const part of document.querySelectorAll("[data-suggest]")) watch(part);
