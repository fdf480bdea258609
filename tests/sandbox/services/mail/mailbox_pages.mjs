import fs from 'node:fs';
import { layout, markup } from '../../pages/html.mjs';

const SCRIPT = fs.readFileSync(new URL('./mailbox_page.js', import.meta.url), 'utf8');
const SHOWN = 100;
const PREVIEW_LENGTH = 160;
const REFRESH_SECONDS = 3;

// Six digits on their own: not part of a longer number, an amount, a colour or a link.
const CODE = /(?<![\w#&=/.,$€£-])\d{6}(?![\w/-]|[.,]\d)/g;

const wordsOf = (mail) => mail.text ?? (mail.html ?? '').replace(/<(style|script)\b.*?<\/\1>/gis, ' ').replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' ');
const codesOf = (mail) => [...new Set(`${mail.subject}\n${wordsOf(mail)}`.match(CODE))];

function codeRow(mail) {
  const codes = codesOf(mail);
  return codes.length > 0 && markup`<div class="codes">${codes.map((code) => markup`<output class="code">${code}</output><button type="button" data-copy="${code}">Copy</button>`)}</div>`;
}

function receivedAt(mail) {
  return markup`<time datetime="${mail.received_at}">${mail.received_at.slice(0, 19).replace('T', ' ')} UTC</time>`;
}

function mailCard(mail) {
  return markup`<article class="card">
<h2><a href="/mailbox/${mail.id}">${mail.subject || '(no subject)'}</a></h2>
<div class="quiet">to ${mail.to.join(', ')} · ${receivedAt(mail)} · ${mail.via}</div>
${codeRow(mail)}
<p class="preview">${wordsOf(mail).slice(0, PREVIEW_LENGTH)}</p>
</article>`;
}

function mailCount(mails) {
  return mails.length > SHOWN ? `the newest ${SHOWN} of ${mails.length} mails` : `${mails.length} ${mails.length === 1 ? 'mail' : 'mails'}`;
}

export function mailListPage({ mails, wanted, nonce }) {
  const body = markup`<h1>Mailbox</h1>
<div class="card row">
<form class="row" role="search"><label>Address <input type="search" name="to" value="${wanted}" placeholder="part of an address"></label><button>Search</button></form>
<button type="button" class="last" data-empty-mailbox>Empty the mailbox</button>
</div>
<div id="mails" aria-live="polite">
<p class="quiet">${mailCount(mails)}</p>
${mails.slice(0, SHOWN).map(mailCard)}
</div>`;
  return layout({ title: 'Mailbox', body, script: SCRIPT, nonce, refresh_seconds: REFRESH_SECONDS });
}

// Links open beside the page; without allow-scripts and allow-same-origin the mail can do nothing else.
function htmlPart(mail) {
  return mail.html !== null && markup`<h2>HTML</h2>
<p><iframe title="HTML part of the mail" sandbox="allow-popups allow-popups-to-escape-sandbox" srcdoc="${`<base target="_blank">${mail.html}`}"></iframe></p>`;
}

export function mailPage({ mail, nonce }) {
  const headers = Object.entries(mail.headers).map(([name, value]) => `${name}: ${value}`).join('\n');
  const body = markup`<p><a href="/mailbox">← Mailbox</a></p>
<h1>${mail.subject || '(no subject)'}</h1>
<div class="card"><dl>
<dt>From</dt><dd>${mail.from}</dd>
<dt>To</dt><dd>${mail.to.join(', ')}</dd>
<dt>Received</dt><dd>${receivedAt(mail)} by ${mail.via}</dd>
</dl>${codeRow(mail)}</div>
${mail.text !== null && markup`<h2>Text</h2><pre class="card">${mail.text}</pre>`}
${htmlPart(mail)}
<details class="card"><summary>Headers</summary><pre>${headers}</pre></details>`;
  return layout({ title: mail.subject || 'Mail', body, script: SCRIPT, nonce });
}
