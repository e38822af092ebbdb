// Small comforts; every page works without them.

import "./asked.js";
import "./choice-filter.js";
import "./later.js";
import "./mark-read.js";
import "./quote.js";
import "./refresh.js";
import "./search-box.js";

document.querySelector("[data-error-summary]")?.focus();

// A second click on a slow page must not send a form twice.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || event.defaultPrevented) return;
  if (form.dataset.sent) event.preventDefault();
  form.dataset.sent = "yes";
  form.setAttribute("aria-busy", "true");
});

// The browser's back button may bring the page back as it was left.
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) {
    delete form.dataset.sent;
    form.removeAttribute("aria-busy");
  }
});

// A passkey that was not confirmed: the page says so; otherwise only the console would know.
document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  for (const notice of document.querySelectorAll("[data-passkey-error]")) {
    notice.removeAttribute("hidden");
  }
});
