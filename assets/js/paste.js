// What is pasted from Word, LibreOffice or a web page keeps its structure: headings, lists, bold,
// links and tables become Markdown, everything else goes. The server reads Markdown alone and
// sanitises what comes of it; without scripts the plain text is pasted.

const STRUCTURE = "h1, h2, h3, h4, h5, h6, li, table, b, strong, i, em, a[href], [data-style*='mso-list'], [data-style*='font-weight']";
const SKIPPED = new Set(["STYLE", "SCRIPT", "META", "LINK", "TITLE", "HEAD", "IMG", "OBJECT", "IFRAME", "SVG", "TEMPLATE"]);
const BLOCKS = new Set(["P", "DIV", "SECTION", "ARTICLE", "H1", "H2", "H3", "H4", "H5", "H6", "UL", "OL", "TABLE", "BLOCKQUOTE", "PRE", "HR"]);

/** @param {string} text */
function escaped(text) {
  return text.replace(/\s+/g, " ").replace(/[\\`*[]/g, "\\$&").replace(/<(?=[\w/!?])/g, "\\<");
}

/** @param {Element} element */
function styleOf(element) {
  return element.dataset?.style ?? "";
}

/** Word writes its lists as paragraphs, the bullet as text. @param {Element} element */
function wordListLevel(element) {
  return Number(/mso-list:[^;]*level(\d)/.exec(styleOf(element))?.[1] ?? 0);
}

/** @param {string} text @param {string} mark */
function marked(text, mark) {
  const inner = text.trim();
  if (!inner || !mark) return text;
  const start = text.slice(0, text.length - text.trimStart().length);
  return `${start}${mark}${inner}${mark}${text.slice(text.trimEnd().length)}`;
}

/** @param {Element} element */
function markOf(element) {
  const weight = /font-weight:\s*(\w+)/i.exec(styleOf(element))?.[1] ?? "";
  const slant = /font-style:\s*(\w+)/i.exec(styleOf(element))?.[1] ?? "";
  const bold = element.matches("b, strong") ? !["normal", "400"].includes(weight) : weight === "bold" || Number(weight) >= 600;
  const italic = element.matches("i, em") ? slant !== "normal" : slant === "italic";
  return (bold ? "**" : "") + (italic ? "*" : "");
}

/** @param {Node} node @returns {string} */
function inline(node) {
  if (node.nodeType === Node.TEXT_NODE) return escaped(node.data);
  if (node.nodeType !== Node.ELEMENT_NODE || SKIPPED.has(node.tagName)) return "";
  if (/mso-list:\s*ignore/i.test(styleOf(node))) return "";
  if (node.tagName === "BR") return "\n";
  const text = [...node.childNodes].map(inline).join("");
  const href = node.tagName === "A" ? node.getAttribute("href") ?? "" : "";
  if (/^(https?|mailto):/i.test(href) && text.trim()) {
    return `[${text.trim().replaceAll("]", "\\]")}](<${href.replace(/[<>\s]/g, encodeURIComponent)}>)`;
  }
  return marked(text, markOf(node));
}

/** @param {Element} element */
function hasBlocks(element) {
  return [...element.children].some((child) => BLOCKS.has(child.tagName) || hasBlocks(child));
}

/** @param {Element} list @param {string} indent @returns {string[]} */
function items(list, indent) {
  let number = 0;
  return [...list.children].flatMap((item) => {
    if (item.matches("ul, ol")) return items(item, `${indent}  `);
    if (item.tagName !== "LI") return [];
    number += 1;
    const sign = list.tagName === "OL" ? `${number}. ` : "- ";
    const inner = [...item.children].filter((child) => child.matches("ul, ol"));
    const own = [...item.childNodes].filter((child) => !inner.includes(child));
    const text = own.map(inline).join("").replace(/\s+/g, " ").trim();
    return [indent + sign + text, ...inner.flatMap((one) => items(one, indent + " ".repeat(sign.length)))];
  });
}

/** @param {HTMLTableElement} table */
function tableOf(table) {
  const rows = [...table.rows].map((row) =>
    [...row.cells].map((cell) => escaped(cell.textContent).trim().replaceAll("|", "\\|")),
  );
  const width = Math.max(0, ...rows.map((row) => row.length));
  if (!width) return "";
  const [head, ...others] = rows.map((row) => [...row, ...Array(width - row.length).fill("")]);
  const lines = [head, Array(width).fill("---"), ...others];
  return lines.map((row) => `| ${row.join(" | ")} |`).join("\n");
}

/** @param {Element} element */
function wordItem(element, level) {
  const marker = element.querySelector("[data-style*='mso-list:ignore' i], [data-style*='mso-list: ignore' i]");
  const ordered = /^\s*\(?(\d+|[a-z]|[ivx]+)[.)]/i.test(marker?.textContent ?? "");
  return `${"   ".repeat(level - 1)}${ordered ? "1. " : "- "}${inline(element).replace(/\s+/g, " ").trim()}`;
}

/** One piece of text per block. @param {Node} parent @returns {{ text: string, item: boolean }[]} */
function blocks(parent) {
  const found = [];
  let line = "";
  const endLine = () => {
    if (line.trim()) found.push({ text: line.trim(), item: false });
    line = "";
  };
  for (const node of parent.childNodes) {
    const isBlock = node.nodeType === Node.ELEMENT_NODE && (BLOCKS.has(node.tagName) || hasBlocks(node));
    if (!isBlock) {
      line += inline(node);
      continue;
    }
    endLine();
    if (!SKIPPED.has(node.tagName)) found.push(...block(node));
  }
  endLine();
  return found;
}

/** @param {Element} element */
function block(element) {
  const level = wordListLevel(element);
  if (level) return [{ text: wordItem(element, level), item: true }];
  const heading = /^H([1-6])$/.exec(element.tagName);
  if (heading) {
    const text = inline(element).replace(/\*\*/g, "").replace(/\s+/g, " ").trim();
    return text ? [{ text: `${Number(heading[1]) > 2 ? "###" : "##"} ${text}`, item: false }] : [];
  }
  if (element.matches("ul, ol")) return [{ text: items(element, "").join("\n"), item: false }];
  if (element.tagName === "TABLE") return [{ text: tableOf(element), item: false }];
  if (element.tagName === "HR") return [{ text: "---", item: false }];
  if (element.tagName === "BLOCKQUOTE") {
    return blocks(element).map(({ text }) => ({ text: text.replace(/^/gm, "> "), item: false }));
  }
  return blocks(element);
}

/** @param {string} html */
export function markdownOf(html) {
  // A document of its own: nothing in it runs or is loaded. It has our Content-Security-Policy,
  // which allows no styles; what they say is read as text.
  const plain = html
    .replace(/<style[\s\S]*?<\/style>/gi, "")
    .replace(/<[^>]+>/g, (tag) => tag.replace(/\sstyle\s*=/gi, " data-style="));
  const parsed = new DOMParser().parseFromString(plain, "text/html");
  if (!parsed.body.querySelector(STRUCTURE)) return "";
  let text = "";
  let before = null;
  for (const one of blocks(parsed.body)) {
    if (before) text += before.item && one.item ? "\n" : "\n\n";
    text += one.text;
    before = one;
  }
  return text;
}

document.addEventListener("paste", (event) => {
  const field = event.target;
  if (!(field instanceof HTMLTextAreaElement) || field.dataset.paste !== "markdown") return;
  const markdown = markdownOf(event.clipboardData?.getData("text/html") ?? "");
  if (!markdown) return;
  event.preventDefault();
  // The way that can be undone; setRangeText is for browsers that have given it up.
  if (!document.execCommand("insertText", false, markdown)) {
    field.setRangeText(markdown, field.selectionStart, field.selectionEnd, "end");
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
});
