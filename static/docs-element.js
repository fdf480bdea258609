// Elements from data. Text is only ever set as text, so nothing in the document can become markup.

// A false, null or undefined attribute or child is left out.
export function element(name, attributes = {}, ...children) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== undefined && value !== null && value !== false) node.setAttribute(key, value);
  }
  node.append(...children.flat(Infinity).filter((child) => child !== undefined && child !== null && child !== false));
  return node;
}

// The little Markdown that descriptions use: `code` in a line, and paragraphs.
export function inline(text) {
  return text.split('`').map((part, index) => (index % 2 === 1 ? element('code', {}, part) : part));
}

export function paragraphs(text) {
  return text.split(/\n{2,}/).map((part) => element('p', {}, inline(part)));
}
