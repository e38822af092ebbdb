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

  async function save({ leaving = false } = {}) {
    clearTimeout(timer);
    changed = false;
    try {
      // What is sent while leaving outlives the page, but may have 64 KB only.
      const request = { method: "POST", body: typed(), keepalive: leaving };
      const { said } = await (await fetch(form.dataset.draft, request)).json();
      // It speaks of what stands there now, not of what stood there when it was sent.
      if (!sent && !changed) status.textContent = said;
    } catch {
      // Offline, or logged out: the next key tries again.
      changed = true;
    }
  }

  form.addEventListener("input", () => {
    changed = true;
    status.textContent = "";
    clearTimeout(timer);
    timer = setTimeout(save, PAUSE);
  });
  form.addEventListener("submit", () => {
    sent = true;
    clearTimeout(timer);
  });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden" && changed && !sent) save({ leaving: true });
  });
}

for (const form of document.querySelectorAll("form[data-draft]")) keep(form);
