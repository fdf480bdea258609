// Markup that is escaped unless it says otherwise: markup`...` escapes every value that is not itself markup.
import fs from 'node:fs';

const STYLE = fs.readFileSync(new URL('./style.css', import.meta.url), 'utf8');
const ENTITIES = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

class Markup {
  constructor(text) {
    this.text = text;
  }

  toString() {
    return this.text;
  }
}

function render(value) {
  if (value instanceof Markup) return value.text;
  if (Array.isArray(value)) return value.map(render).join('');
  if (value === null || value === undefined || value === false) return '';
  return String(value).replace(/[&<>"']/g, (character) => ENTITIES[character]);
}

// Only for text of our own, such as the style sheet.
export const trusted = (text) => new Markup(text);

export const markup = (texts, ...values) => new Markup(String.raw({ raw: texts }, ...values.map(render)));

export function layout({ title, body, script, nonce, refresh_seconds }) {
  return String(markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
${refresh_seconds && markup`<noscript><meta http-equiv="refresh" content="${refresh_seconds}"></noscript>`}
<link rel="icon" href="data:,">
<title>${title} – Gem sandbox</title>
<style>${trusted(STYLE)}</style>
</head>
<body>
<header><a class="brand" href="/">Gem sandbox</a><span class="notice">Nothing leaves this machine.</span><nav><a href="/mailbox">Mailbox</a></nav></header>
<main>${body}</main>
${script && markup`<script nonce="${nonce}">${trusted(script)}</script>`}
</body>
</html>
`);
}
