const SPELLED_OUT = { ä: "ae", ö: "oe", ü: "ue", ß: "ss" };

/** "Münster" is found by "Münster", "munster" and "muenster". @param {string} text */
function spellings(text) {
  const lower = text.toLocaleLowerCase("de").normalize("NFC");
  return [
    lower,
    lower.normalize("NFD").replace(/\p{M}/gu, ""),
    lower.replace(/[äöüß]/g, (letter) => SPELLED_OUT[letter]),
  ].join("\n");
}

/** Narrow a long list of boxes by typing; the chosen ones always stay in sight. */
function narrow(choices) {
  const find = choices.querySelector(".kw-choices__find");
  const input = find.querySelector("input");
  const status = find.querySelector("[role=status]");
  const rows = [...choices.querySelectorAll(".kw-choices__list > *")].map((element) => ({
    element,
    box: element.querySelector("input"),
    name: element.textContent.trim(),
    text: spellings(element.textContent),
  }));

  function show() {
    const words = input.value.toLocaleLowerCase("de").normalize("NFC").split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const row of rows) {
      const matches = words.every((word) => row.text.includes(word));
      row.element.hidden = !matches && !row.box.checked;
      shown += matches ? 1 : 0;
    }
    const chosen = rows.filter((row) => row.box.checked).map((row) => row.name);
    status.textContent = [
      shown ? "" : choices.dataset.none,
      chosen.length ? `${choices.dataset.chosen} ${chosen.join(", ")}` : "",
    ].filter(Boolean).join(" ");
  }

  find.hidden = false;
  input.addEventListener("input", show);
  input.addEventListener("keydown", (event) => {
    if (event.key === "Enter") event.preventDefault();
  });
  choices.addEventListener("change", show);
  show();
}

for (const choices of document.querySelectorAll("[data-choice-filter]")) narrow(choices);
