// What somebody searched for lately: in her own browser, as long as she is logged in.

const PLACE = "kreiswissen-searches";
const MOST = 8;
const person = document.querySelector("[data-person]")?.dataset.person ?? "";

/** @returns {string[]} what this person searched for, the latest first */
function kept() {
  try {
    const { owner, texts } = JSON.parse(localStorage.getItem(PLACE)) ?? {};
    return person && owner === person && Array.isArray(texts) ? texts.map(String) : [];
  } catch {
    // No storage, or not ours: nothing is offered.
    return [];
  }
}

function keep(texts) {
  try {
    if (texts.length) localStorage.setItem(PLACE, JSON.stringify({ owner: person, texts }));
    else localStorage.removeItem(PLACE);
  } catch {
    // A browser that keeps nothing.
  }
}

/** @param {string} typed */
export function recentSearches(typed) {
  const begun = typed.trim().toLowerCase();
  return kept().filter((text) => text.toLowerCase().startsWith(begun) && text.toLowerCase() !== begun);
}

/** @param {string} text */
export function remember(text) {
  const line = text.trim().replace(/\s+/g, " ");
  if (!person || line.length < 2) return;
  keep([line, ...kept().filter((one) => one.toLowerCase() !== line.toLowerCase())].slice(0, MOST));
}

export function forget() {
  keep([]);
}

// Logged out, here or elsewhere, or somebody else at the same desk: nothing is left of it.
keep(kept());
