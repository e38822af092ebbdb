// Pictures and files by paste, by drop, or by the fields below the text.

/** Put text where the cursor is; a form that keeps drafts hears of it. */
function insert(area, text) {
  const start = area.selectionStart;
  const before = area.value.slice(0, start);
  const gap = before && !before.endsWith("\n") ? "\n\n" : "";
  area.setRangeText(`${gap}${text}\n`, start, area.selectionEnd, "end");
  area.dispatchEvent(new Event("input", { bubbles: true }));
  return start + gap.length;
}

function attach(panel) {
  const form = panel.closest("form");
  const area = form.querySelector("text-expander textarea");
  const status = panel.querySelector("[data-attach-status]");
  const button = panel.querySelector("[data-attach-button]");
  const field = panel.querySelector("input[type=file]");
  const description = panel.querySelector("[name=description]");
  const decoration = panel.querySelector("[name=decoration]");

  // Where a file can be brought by a script only.
  panel.hidden = false;

  async function bring(file, about = {}) {
    const data = new FormData();
    data.append("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    data.append("quiet", "1");
    data.append("file", file);
    for (const [name, value] of Object.entries(about)) data.append(name, value);
    panel.open = true;
    status.textContent = panel.dataset.busy;
    try {
      const answer = await fetch(panel.dataset.attach, { method: "POST", body: data });
      const { text, said } = await answer.json();
      status.textContent = said ?? panel.dataset.done;
      return text;
    } catch {
      status.textContent = panel.dataset.failed;
      return "";
    }
  }

  // What was pasted has no description yet: it is selected, so that typing writes it.
  async function bringAll(files) {
    for (const file of files) {
      const text = await bring(file);
      if (!text) continue;
      const at = insert(area, text);
      if (text.startsWith("![")) area.setSelectionRange(at + 2, at + text.indexOf("]("));
      area.focus();
    }
  }

  async function bringChosen() {
    const [file] = field.files;
    if (!file) return field.focus();
    const about = { description: description.value };
    if (decoration.checked) about.decoration = "1";
    const text = await bring(file, about);
    if (!text) return;
    insert(area, text);
    field.value = description.value = "";
    decoration.checked = false;
    area.focus();
  }

  button.addEventListener("click", (event) => {
    event.preventDefault();
    bringChosen();
  });
  description.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    bringChosen();
  });
  for (const [name, carried] of [["paste", "clipboardData"], ["drop", "dataTransfer"]]) {
    area.addEventListener(name, (event) => {
      const files = [...(event[carried]?.files ?? [])];
      // A copied table brings its picture along; its text is what was meant.
      if (!files.length || event[carried].getData("text/plain")) return;
      event.preventDefault();
      bringAll(files);
    });
  }
  area.addEventListener("dragover", (event) => {
    if (event.dataTransfer?.types.includes("Files")) event.preventDefault();
  });
}

for (const panel of document.querySelectorAll("[data-attach]")) attach(panel);
