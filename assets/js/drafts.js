// What somebody types is kept on the server, so that no closed window loses it.

const PAUSE = 1500;

/** @param {HTMLFormElement} form */
function keep(form) {
  const status = form.querySelector("[data-draft-status]");
  let timer = 0;
  let changed = false;
  let sent = false;

  function typed() {
    const data = new FormData(form);
    data.delete("file");
    data.append("quiet", "1");
    return data;
  }

  async function save() {
    changed = false;
    try {
      const answer = await fetch(form.dataset.draft, { method: "POST", body: typed() });
      const { said } = await answer.json();
      if (!sent) status.textContent = said;
    } catch {
      // Offline, or logged out: the next key tries again.
      changed = true;
    }
  }

  form.addEventListener("input", () => {
    changed = true;
    clearTimeout(timer);
    timer = setTimeout(save, PAUSE);
  });
  form.addEventListener("submit", () => {
    sent = true;
    clearTimeout(timer);
  });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState !== "hidden" || !changed || sent) return;
    clearTimeout(timer);
    changed = !navigator.sendBeacon(form.dataset.draft, typed());
  });
}

for (const form of document.querySelectorAll("form[data-draft]")) keep(form);
