// What is about the same is looked for when somebody has read so far; until then, and without
// scripts, a link leads to it.

async function fill(part) {
  try {
    const answer = await fetch(part.dataset.later, { credentials: "same-origin" });
    const html = answer.ok && !answer.redirected ? (await answer.text()).trim() : "";
    // Never take away what somebody's focus is on.
    if (html && !part.contains(document.activeElement)) part.innerHTML = html;
  } catch {
    // The link is still there.
  }
}

const seen = new IntersectionObserver((entries) => {
  for (const { isIntersecting, target } of entries) {
    if (!isIntersecting) continue;
    seen.unobserve(target);
    fill(target);
  }
});

for (const part of document.querySelectorAll("[data-later]")) seen.observe(part);
