// A part of a page that waits for the server looks again by itself; there is a link for all others.
//
// What is read out is said once, when the waiting is over; not every number on the way.

const EVERY = 3000;

async function lookAgain(part) {
  const answer = await fetch(location.pathname, { credentials: "same-origin" }).catch(() => null);
  if (!answer?.ok || answer.redirected) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = page.getElementById(part.id);
  if (!fresh) return;
  const over = !fresh.hasAttribute("data-refresh");
  if (over) say(fresh.dataset.said);
  // Never take away what somebody's focus is on.
  const focused = part.contains(document.activeElement);
  if (!focused) part.replaceChildren(...fresh.childNodes);
  if (focused || !over) watch(part);
}

function say(text) {
  const says = document.querySelector("[data-refresh-says]");
  if (says && says.textContent !== text) says.textContent = text;
}

function watch(part) {
  setTimeout(lookAgain, EVERY, part);
}

for (const part of document.querySelectorAll("[data-refresh]")) watch(part);
