// The drop table: sliders that always add up to 100.00 %, what a pack is worth while one moves them. Without this file the number
// fields do the same work, and the server refuses what does not add up.
import { rebalance, textOf, unitsOf, WHOLE } from './admin-rates.js';

const form = document.querySelector('form.odds');

const money = (dollars) => `$${dollars.toLocaleString('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 })}`;
const live = (name) => document.querySelector(`[data-live="${name}"]`);

function element(name, properties = {}, ...children) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
}

const instantSale = Number(form.dataset.instantSale) / 10000; // what it gives of the value
const price = Number(form.dataset.price.replace(/[$,]/g, ''));
const rows = () => [...form.querySelectorAll('.odds-row')];
const parts = (row) => ({
  select: row.querySelector('select'), input: row.querySelector('.odds-input input'), range: row.querySelector('[type="range"]'),
  lock: row.querySelector('[type="checkbox"]'), facts: row.querySelector('.odds-facts'),
});
const isUsed = (row) => parts(row).select.value !== '';
const chosen = (row) => parts(row).select.selectedOptions[0];
const rarityOf = (row) => (chosen(row).textContent.match(/· (\w+) —/)?.[1] ?? '').toUpperCase();
const rateOf = (row) => (isUsed(row) ? unitsOf(parts(row).input.value) : 0);

function showRate(row, units) {
  const { input, range } = parts(row);
  input.value = units === 0 && !isUsed(row) ? '' : textOf(units);
  range.value = String(units);
  range.setAttribute('aria-valuetext', `${textOf(units)} percent`);
}

function drawBar(used) {
  const svg = 'http://www.w3.org/2000/svg';
  const bar = document.createElementNS(svg, 'svg');
  for (const [name, value] of [['class', 'odds-bar'], ['viewBox', `0 0 ${WHOLE} 100`], ['preserveAspectRatio', 'none'], ['role', 'img'], ['aria-label', 'The drop rates as parts of a bar']]) bar.setAttribute(name, value);
  let from = 0;
  for (const row of used) {
    const part = document.createElementNS(svg, 'rect');
    for (const [name, value] of [['x', from], ['width', rateOf(row)], ['height', 100], ['data-rarity', rarityOf(row)]]) part.setAttribute(name, value);
    from += rateOf(row);
    bar.append(part);
  }
  live('bar').replaceChildren(bar);
}

function describe(row) {
  const { facts } = parts(row);
  const { figure, count } = chosen(row).dataset;
  row.dataset.rarity = isUsed(row) ? rarityOf(row) : '';
  if (!isUsed(row)) {
    facts.textContent = '';
    return 0;
  }
  const worth = (Number(figure) * rateOf(row)) / WHOLE;
  const one = rateOf(row) > 0 ? `1 in ${(WHOLE / rateOf(row)).toLocaleString('en-US', { maximumFractionDigits: 1 })}` : 'never';
  facts.textContent = Number(count) === 0 ? `Its pool is empty: ${one}` : `${one} · adds ${money(worth)}`;
  facts.toggleAttribute('data-warn', Number(count) === 0);
  return worth;
}

function refresh() {
  const used = rows().filter(isUsed);
  const sum = used.reduce((total, row) => total + rateOf(row), 0);
  const value = rows().reduce((total, row) => total + describe(row), 0);
  live('sum').textContent = `${textOf(sum)} %${sum === WHOLE ? '' : ', not 100.00 %'}`;
  live('sum').toggleAttribute('data-wrong', sum !== WHOLE);
  live('value').textContent = money(value);
  live('return').textContent = `${((value * instantSale * 100) / price).toFixed(2)} %`;
  drawBar(used);
}

/** Gives a row `units`, and the rest to the rows that are not locked, in proportion to what they have. */
function move(row, units) {
  const used = rows().filter(isUsed);
  const rates = rebalance(used.map((other) => ({ units: rateOf(other), locked: other !== row && parts(other).lock.checked })), used.indexOf(row), units);
  used.forEach((other, index) => showRate(other, rates[index]));
  refresh();
}

function choosePool(row) {
  if (isUsed(row)) {
    const free = WHOLE - rows().filter((other) => other !== row).reduce((total, other) => total + rateOf(other), 0);
    showRate(row, Math.max(rateOf(row), Math.max(free, 0)));
    if (free <= 0) move(row, 1);
  } else {
    const rest = rows().filter(isUsed);
    showRate(row, 0);
    if (rest.length > 0) move(rest[0], rateOf(rest[0]) + WHOLE - rest.reduce((total, other) => total + rateOf(other), 0));
  }
  refresh();
}

function equip(row) {
  const { input, select } = parts(row);
  const number = row.dataset.number;
  const range = element('input', { type: 'range', min: '0', max: String(WHOLE), step: '1', value: String(rateOf(row)) });
  range.setAttribute('aria-label', `Drop rate of row ${number}`);
  const lock = element('input', { type: 'checkbox' });
  const remove = element('button', { type: 'button', className: 'plain', textContent: 'Remove' });
  remove.setAttribute('aria-label', `Remove row ${number}`);
  row.append(element('div', { className: 'odds-tools' }, range, element('label', { className: 'odds-lock' }, lock, 'Lock'), remove), element('p', { className: 'odds-facts' }));
  range.addEventListener('input', () => move(row, Number(range.value)));
  input.addEventListener('change', () => move(row, unitsOf(input.value)));
  select.addEventListener('change', () => choosePool(row));
  remove.addEventListener('click', () => {
    select.value = '';
    choosePool(row);
    row.hidden = true;
    addButton.focus();
  });
  row.hidden = !isUsed(row) && input.value === '';
  showRate(row, unitsOf(input.value));
}

// The server sent a few empty rows; more than those are for the next save.
const addButton = element('button', { type: 'button', textContent: 'Add a row' });
addButton.addEventListener('click', () => {
  const row = rows().find((other) => other.hidden);
  if (!row) return;
  row.hidden = false;
  parts(row).select.focus();
  addButton.disabled = !rows().some((other) => other.hidden);
});

if (form) {
  rows().forEach(equip);
  form.querySelector('.odds-actions').append(addButton);
  refresh();
}
