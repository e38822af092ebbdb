// Counties and people are offered after an @.
import "@github/text-expander-element";

async function offered(address, text) {
  const answer = await fetch(`${address}?${new URLSearchParams({ q: text })}`);
  const holder = document.createElement("template");
  holder.innerHTML = answer.ok ? await answer.text() : "";
  const list = holder.content.querySelector("[role=listbox]");
  return { matched: Boolean(list?.children.length), fragment: list };
}

for (const expander of document.querySelectorAll("text-expander[data-names]")) {
  expander.addEventListener("text-expander-change", (event) => {
    const { provide, text } = event.detail;
    if (text.length > 1) provide(offered(expander.dataset.names, text));
  });
  expander.addEventListener("text-expander-value", (event) => {
    event.detail.value = event.detail.item.dataset.handle;
  });
}
