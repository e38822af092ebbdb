// While somebody types into a search field, places to go at once are offered below it.
//
// An editable combobox with list autocomplete, as the ARIA Authoring Practices describe it: the
// focus stays in the field, arrow keys walk through the list, Enter goes to what is chosen, or
// else to the results. Without scripts it is the plain form it was.

import { forget, recentSearches, remember } from "./recent-searches.js";

const PAUSE = 150;
const SHORTEST = 2;
const MOST_RECENT = 3;

const template = document.querySelector("template[data-suggest-box]");
const piece = (name) => template.content.querySelector(name).cloneNode(true);

/** @param {string} text */
function recentOption(text) {
  const option = piece("[data-recent]");
  option.dataset.recent = text;
  option.firstElementChild.textContent = text;
  return option;
}

/** @param {HTMLInputElement} input @param {number} number */
function offerBelow(input, number) {
  const { form } = input;
  const list = piece("[role=listbox]");
  const status = piece("[role=status]");
  list.id = `suchvorschlaege-${number}`;
  form.append(list, status);
  input.setAttribute("role", "combobox");
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-controls", list.id);
  let active = -1;
  let timer = 0;
  let asked = new AbortController();
  close();

  function activate(place) {
    list.children[active]?.setAttribute("aria-selected", "false");
    active = place;
    const option = list.children[active];
    if (!option) return input.removeAttribute("aria-activedescendant");
    option.setAttribute("aria-selected", "true");
    option.scrollIntoView({ block: "nearest" });
    return input.setAttribute("aria-activedescendant", option.id);
  }

  function stop() {
    clearTimeout(timer);
    asked.abort();
  }

  function close() {
    stop();
    activate(-1);
    list.hidden = true;
    list.replaceChildren();
    status.textContent = "";
    input.setAttribute("aria-expanded", "false");
  }

  /** Show options from the server, as HTML, below what was searched for before. */
  function show(html) {
    activate(-1);
    list.innerHTML = html;
    const typed = input.value.trim();
    const recent = recentSearches(typed).slice(0, typed ? MOST_RECENT : undefined).map(recentOption);
    list.prepend(...recent);
    const found = list.children.length;
    if (!found) return close();
    if (recent.length) list.append(piece("[data-forget]"));
    for (const [place, option] of [...list.children].entries()) {
      option.id = `${list.id}-${place}`;
      option.setAttribute("aria-selected", "false");
    }
    list.hidden = false;
    input.setAttribute("aria-expanded", "true");
    const { one, many } = template.dataset;
    status.textContent = found === 1 ? one : many.replace("#", found);
    return undefined;
  }

  async function look() {
    stop();
    const typed = input.value.trim();
    if (typed.length < SHORTEST) return show("");
    asked = new AbortController();
    const address = `${template.dataset.suggestBox}?${new URLSearchParams({ q: input.value })}`;
    try {
      const answer = await fetch(address, { signal: asked.signal });
      const html = answer.ok && !answer.redirected ? await answer.text() : "";
      if (document.activeElement === input) show(html);
    } catch {
      // More has been typed meanwhile, or nobody answers: searching works without.
    }
    return undefined;
  }

  function choose(option) {
    const { url, recent } = option.dataset;
    if (url) {
      close();
      location.assign(url);
    } else if (recent) {
      input.value = recent;
      form.requestSubmit();
    } else {
      forget();
      close();
      status.textContent = template.dataset.forgotten;
    }
  }

  function walk(step) {
    if (list.hidden) return look();
    const last = list.children.length - 1;
    const next = active + step;
    return activate(next > last ? 0 : next < 0 ? last : next);
  }

  const KEYS = {
    ArrowDown: (event) => (event.altKey ? look() : walk(1)),
    ArrowUp: (event) => (event.altKey ? close() : walk(-1)),
    Enter: () => choose(list.children[active]),
    Escape: () => {
      if (list.hidden) input.value = "";
      close();
    },
  };

  input.addEventListener("keydown", (event) => {
    if (event.isComposing || event.ctrlKey || event.metaKey || event.shiftKey) return;
    if (["Home", "End", "ArrowLeft", "ArrowRight"].includes(event.key)) activate(-1);
    if (!(event.key in KEYS) || (event.key === "Enter" && active < 0)) return;
    event.preventDefault();
    KEYS[event.key](event);
  });
  input.addEventListener("input", () => {
    stop();
    activate(-1);
    if (input.value.trim().length < SHORTEST) close();
    else timer = setTimeout(look, PAUSE);
  });
  // An empty field offers what was searched for before.
  input.addEventListener("click", () => {
    if (list.hidden && !input.value) show("");
  });
  input.addEventListener("blur", close);
  // A click, or a finger, must not take the focus from the field.
  list.addEventListener("mousedown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const option = event.target.closest("[role=option]");
    if (option) choose(option);
  });
  form.addEventListener("submit", () => {
    remember(input.value);
    close();
  });
}

if (template) {
  const fields = document.querySelectorAll("form[role=search] input[name=q]");
  for (const [number, input] of [...fields].entries()) offerBelow(input, number);
}
