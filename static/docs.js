// The API reference: fetches the API document and shows it. Everything on the page comes from the
// document, so it cannot say anything else than the API does.

import { codesOfDocument, codesView } from './docs-codes.js';
import { element, paragraphs } from './docs-element.js';
import { methodBadge, operationsOf, operationView } from './docs-operation.js';

const DOCUMENT = '/api/openapi.json';
const NARROW = matchMedia('(max-width: 62rem)');
const COPIED_MILLISECONDS = 2000;
const byId = (id) => document.getElementById(id);

function announce(text) {
  byId('docs-status').textContent = text;
}

async function copyText(text, button, block) {
  const label = [...button.childNodes];
  try {
    await navigator.clipboard.writeText(text);
    announce('Copied.');
    button.replaceChildren('Copied');
  } catch {
    getSelection().selectAllChildren(block);
    announce('Selected; copy with the keyboard.');
    button.replaceChildren('Selected');
  }
  setTimeout(() => button.replaceChildren(...label), COPIED_MILLISECONDS);
}

function tagTitle(tag) {
  const words = tag.replaceAll(/[-_]/g, ' ');
  return words[0].toUpperCase() + words.slice(1);
}

// [[tag, operations]] in the order of the document's tags.
function groupsOf(root, operations) {
  const names = (root.tags ?? []).map(({ name }) => name);
  return names.map((tag) => [tag, operations.filter(({ operation }) => operation.tags?.includes(tag))])
    .filter(([, members]) => members.length > 0);
}

function contentsGroup([tag, members]) {
  return element('section', { class: 'contents-group' },
    element('p', { class: 'contents-title' }, element('a', { href: `#tag-${tag}` }, tagTitle(tag))),
    element('ul', {}, members.map(({ method, operation, anchor }) =>
      element('li', { 'data-for': anchor }, element('a', { href: `#${anchor}` }, methodBadge(method), element('span', {}, operation.summary))))));
}

function groupView(root, [tag, members], titles) {
  return element('section', { id: `tag-${tag}`, class: 'group', 'aria-labelledby': `title-${tag}`, tabindex: '-1' },
    element('h2', { id: `title-${tag}` }, tagTitle(tag)),
    members.map((entry) => operationView(root, entry, titles, copyText)));
}

function render(root) {
  const operations = operationsOf(root);
  const groups = groupsOf(root, operations);
  const titles = new Map(codesOfDocument(root).map(({ code, title }) => [code, title]));
  byId('docs-intro').replaceChildren(...paragraphs(root.info.description ?? ''));
  byId('docs-list').replaceChildren(...groups.map(contentsGroup),
    element('section', { class: 'contents-group' }, element('p', { class: 'contents-title' }, element('a', { href: '#error-codes' }, 'Error codes'))));
  byId('docs-content').replaceChildren(...groups.map((group) => groupView(root, group, titles)), codesView(root, operations));
  byId('docs-search').addEventListener('input', () => search(operations));
  byId('docs-search').disabled = false;
  byId('docs-count').textContent = `${operations.length} operations.`;
}

function hideEmpty(selector, itemSelector) {
  for (const group of document.querySelectorAll(selector)) {
    const items = [...group.querySelectorAll(itemSelector)];
    group.hidden = items.length > 0 && items.every((item) => item.hidden);
  }
}

// Shows the operations that hold every word; the error codes stay.
function search(operations) {
  const words = byId('docs-search').value.toLowerCase().split(/\s+/).filter((word) => word !== '');
  let found = 0;
  for (const { method, path, operation, anchor } of operations) {
    const text = `${method} ${path} ${operation.summary} ${operation.operationId} ${operation.tags.join(' ')}`.toLowerCase();
    const fits = words.every((word) => text.includes(word));
    found += fits ? 1 : 0;
    byId(anchor).hidden = !fits;
    document.querySelector(`[data-for="${CSS.escape(anchor)}"]`).hidden = !fits;
  }
  hideEmpty('.contents-group', 'li');
  hideEmpty('.group', '.operation');
  byId('docs-none').hidden = found > 0;
  byId('docs-count').textContent = words.length > 0 ? `${found} of ${operations.length} operations.` : `${operations.length} operations.`;
  announce(byId('docs-count').textContent);
}

function clearSearch() {
  if (byId('docs-search').value === '') return;
  byId('docs-search').value = '';
  byId('docs-search').dispatchEvent(new Event('input'));
}

function markCurrent(anchor) {
  for (const link of byId('docs-list').querySelectorAll('a')) {
    const current = link.hash === `#${anchor}`;
    if (current) link.setAttribute('aria-current', 'true');
    else link.removeAttribute('aria-current');
    if (current) link.scrollIntoView({ block: 'nearest' });
  }
}

// The address may point to what exists only now, so the browser's own jump comes too early.
function land() {
  const anchor = decodeURIComponent(location.hash.slice(1));
  const target = anchor === '' ? null : byId(anchor);
  for (const landed of document.querySelectorAll('.landed')) landed.classList.remove('landed');
  if (target === null) return;
  if (target.hidden) clearSearch();
  const details = target.querySelector(':scope > details');
  if (details !== null) details.open = true;
  target.classList.add('landed');
  markCurrent(anchor);
  target.focus({ preventScroll: true });
  target.scrollIntoView();
}

// On a narrow screen the contents lie over the page, which must not be reached meanwhile.
function showContents(open) {
  byId('docs-main').inert = open;
  byId('docs-contents').classList.toggle('open', open);
  byId('docs-toggle').setAttribute('aria-expanded', String(open));
}

function listen() {
  addEventListener('hashchange', land);
  byId('docs-toggle').addEventListener('click', () => {
    showContents(byId('docs-toggle').getAttribute('aria-expanded') === 'false');
  });
  byId('docs-contents').addEventListener('keydown', (event) => {
    if (event.key !== 'Escape' || byId('docs-search').value !== '') return;
    showContents(false);
    byId('docs-toggle').focus();
  });
  NARROW.addEventListener('change', () => showContents(false));
  // A click on a link to where we are already changes no hash, but must still go there.
  document.addEventListener('click', (event) => {
    const link = event.target.closest('a[href^="#"]');
    if (link === null) return;
    showContents(false);
    if (link.hash === location.hash) land();
  });
  byId('docs-again').addEventListener('click', load);
}

async function load() {
  byId('docs-loading').hidden = false;
  byId('docs-error').hidden = true;
  try {
    const answer = await fetch(DOCUMENT, { headers: { Accept: 'application/json' } });
    if (!answer.ok) throw new Error(`The server answered ${answer.status}.`);
    render(await answer.json());
    land();
  } catch (error) {
    byId('docs-error-text').textContent = error instanceof TypeError ? 'The server could not be reached.' : error.message;
    byId('docs-error').hidden = false;
  }
  byId('docs-loading').hidden = true;
}

listen();
load();
