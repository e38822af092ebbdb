// Whether anybody opens what a search finds: counted for the curators' report, without anybody.
// Without scripts it counts less; the link itself stays as it is.

const mark = document.querySelector("[data-asked]");

function count(event) {
  const link = event.target.closest(".kw-row__title a");
  if (!link || !mark.dataset.asked) return;
  const sent = new URLSearchParams({ asked: mark.dataset.asked });
  if (navigator.sendBeacon(mark.dataset.opened, sent)) mark.dataset.asked = "";
}

if (mark) {
  const page = mark.closest("main") ?? document;
  page.addEventListener("click", count);
  page.addEventListener("auxclick", count);
}
