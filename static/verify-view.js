// Turns a report of verifyProof into elements. Text is only ever set as text, so nothing in a
// proof can become markup.

const MARKS = { pass: ['✓', 'Passed'], fail: ['✕', 'Failed'], open: ['–', 'Not checked'] };

export function element(name, attributes = {}, ...children) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value !== undefined) node.setAttribute(key, value);
  }
  node.append(...children.flat().filter((child) => child !== null));
  return node;
}

function grouped(number) {
  return number.toLocaleString('en-US');
}

function percent(weight) {
  return `${weight / 100n}.${String(weight % 100n).padStart(2, '0')}\u00a0%`;
}

function rarityName(row) {
  return row.rarity[0] + row.rarity.slice(1).toLowerCase();
}

function dollars(text) {
  return `$${text.replace(/^(\d+\.\d{2})\d*$/, '$1')}`;
}

function pill(row) {
  return element('span', { class: `pill ${row.rarity.toLowerCase()}` }, rarityName(row));
}

function factList(facts) {
  if (facts.length === 0) return null;
  return element('dl', { class: 'facts' }, facts.map(([label, value]) =>
    element('div', {}, element('dt', {}, label), element('dd', { class: 'mono' }, String(value)))));
}

function numbers(facts) {
  return element('details', { class: 'numbers' }, element('summary', {}, 'Show the numbers'), factList(facts));
}

function checkItem({ state, title, facts }, extra = null) {
  const [mark, word] = MARKS[state];
  return element('li', { class: `check ${state}` },
    element('span', { class: 'mark', 'aria-hidden': 'true' }, mark),
    element('div', { class: 'check-body' },
      element('p', { class: 'check-title' }, element('span', { class: 'visually-hidden' }, `${word}: `), title),
      state === 'fail' ? factList(facts) : facts.length > 0 ? numbers(facts) : null,
      extra));
}

const VERDICTS = {
  verified: ['pass', 'Verified', 'The seed hash you noted before buying is the one used, and each step of this draw follows from it.'],
  consistent: ['pass', 'Everything adds up', 'Each step of this draw follows from the proof. To be sure that the seed was fixed before you bought, compare the seed hash you noted then.'],
  fail: ['fail', 'This proof does not hold', 'At least one step gives another result than the proof says:'],
  unreadable: ['fail', 'This proof cannot be checked', 'Something is missing or not in the right form:'],
};

// [state, title, text]
export function verdictOf(report) {
  if (report.verdict !== 'pass') return VERDICTS[report.verdict];
  const [state, title, text] = report.noted === 'pass' ? VERDICTS.verified : VERDICTS.consistent;
  if (report.claimed === 0) return [state, title, text];
  const gems = report.claimed === 1 ? 'For one gem' : `For ${report.claimed} gems`;
  return [state, title, `${text} ${gems} the proof says that a pool was empty; that cannot be recomputed.`];
}

function verdictBanner(report) {
  const [state, title, text] = verdictOf(report);
  return element('div', { class: `verdict ${state}` },
    element('span', { class: 'mark', 'aria-hidden': 'true' }, MARKS[state][0]),
    element('div', {},
      element('h2', { id: 'verdict-title', tabindex: '-1' }, title),
      element('p', {}, text),
      report.problems.length > 0 ? element('ul', {}, report.problems.map((problem) => element('li', {}, problem))) : null));
}

function summary(proof) {
  const facts = [
    ['Opening', proof.opening_id ?? 'not named'], ['Client seed', proof.client_seed], ['Nonce', proof.nonce],
    ['Version of the odds', proof.version ?? 'not named'],
  ];
  return element('dl', { class: 'summary' }, facts.map(([label, value]) =>
    element('div', {}, element('dt', {}, label), element('dd', {}, String(value)))));
}

function intervalBar(rows, { intervals, total, point, row }) {
  const share = Number(point) / Number(total);
  const side = share < 0.12 ? ' at-start' : share > 0.88 ? ' at-end' : '';
  const segments = intervals.filter(({ from, to }) => to > from).map((interval) => {
    const weight = interval.to - interval.from;
    const hit = interval.row === row;
    const within = Number(point - interval.from) / Number(weight);
    // The label keeps out of the marker's way, and goes where there is no room for both.
    const labelled = !hit || Number(weight) / Number(total) >= 0.3;
    const classes = ['segment', rows[interval.row].rarity.toLowerCase(), hit ? 'hit' : '', hit && within < 0.5 ? 'label-right' : ''];
    const segment = element('div', { class: classes.join(' ') },
      labelled ? element('span', { class: 'segment-label' }, rarityName(rows[interval.row])) : null);
    segment.style.flexGrow = String(weight);
    if (hit) {
      const marker = element('span', { class: `marker${side}` }, element('span', { class: 'marker-label' }, grouped(point)));
      marker.style.left = `${within * 100}%`;
      segment.append(marker);
    }
    return segment;
  });
  const { from, to } = intervals[row];
  const words = `The number ${grouped(point)} out of ${grouped(total)} lies in row ${row}, ${rarityName(rows[row])}, `
    + `from ${grouped(from)} up to but not including ${grouped(to)}.`;
  return element('figure', { class: 'bar-figure' },
    element('div', { class: 'bar', role: 'img', 'aria-label': words }, segments),
    element('div', { class: 'scale', 'aria-hidden': 'true' }, element('span', {}, '0'), element('span', {}, grouped(total))));
}

function intervalTable(rows, { intervals, row: hitRow }) {
  const head = ['Row', 'Rarity', 'Rate', 'Numbers', 'Value', 'Collection'];
  const body = intervals.map(({ row, from, to }) => {
    const data = rows[row];
    const range = to > from ? `${grouped(from)} – ${grouped(to - 1n)}` : 'none';
    return element('tr', row === hitRow ? { class: 'hit' } : {},
      element('th', { scope: 'row' }, String(row), row === hitRow ? element('span', { class: 'visually-hidden' }, ' (drawn)') : null),
      element('td', {}, rarityName(data)),
      element('td', { class: 'number' }, percent(to - from)),
      element('td', { class: 'number' }, range),
      element('td', { class: 'number' }, `${dollars(data.fmv_min)} – ${dollars(data.fmv_max)}`),
      element('td', { class: 'mono', title: data.collection_id }, `…${data.collection_id.slice(-6)}`));
  });
  return element('details', { class: 'numbers' }, element('summary', {}, 'Show all drop rows'),
    element('div', { class: 'table-scroll', tabindex: '0', role: 'region', 'aria-label': 'Drop rows' },
      element('table', {},
        element('thead', {}, element('tr', {}, head.map((text) => element('th', { scope: 'col' }, text)))),
        element('tbody', {}, body))));
}

function drawFacts({ attempts, total, point }) {
  const facts = attempts.flatMap(({ message, mac, number, rejected }, attempt) => [
    [`Message of attempt ${attempt}`, message],
    ['HMAC-SHA256', mac],
    ['First 8 bytes as a number', `${number}${rejected ? ' (rejected, would favour the first rows)' : ''}`],
  ]);
  return [...facts, [`Remainder when divided by ${grouped(total)}`, grouped(point)]];
}

function startFacts({ message, mac, number, poolSize, start }) {
  return [['Message', message], ['HMAC-SHA256', mac], ['First 8 bytes as a number', number],
    [`Remainder when divided by ${grouped(poolSize)}, the size of the pool`, start]];
}

function unitCard(proof, result, count) {
  const { unit, published, drawn, drawChecks, handed, passed } = result;
  const row = proof.rows[drawn.row];
  const handedRow = handed.lower ? proof.rows[published.handed_row] : null;
  const [order, attempt, fall] = drawChecks;
  const items = [
    order.state === 'fail' ? checkItem(order) : null,
    checkItem({ ...attempt, facts: drawFacts(drawn) }),
    checkItem(fall, element('div', {}, intervalBar(proof.rows, drawn), intervalTable(proof.rows, drawn))),
    ...handed.checks.map((check) =>
      checkItem(check.title.startsWith('The search') && handed.start ? { ...check, facts: startFacts(handed.start) } : check)),
  ];
  return element('article', { class: `card unit ${passed ? 'pass' : 'fail'}` },
    element('header', {},
      element('h3', {}, `Gem ${unit + 1}`, count > 1 ? element('span', { class: 'of' }, ` of ${count}`) : null),
      element('span', { class: 'pills' }, pill(row),
        handedRow ? element('span', { class: 'arrow' }, '→', element('span', { class: 'visually-hidden' }, 'handed out as')) : null,
        handedRow ? pill(handedRow) : null,
        handed.refunded ? element('span', { class: 'pill plain' }, 'Refunded') : null)),
    element('ol', { class: 'checks' }, items),
    typeof published.nft_id === 'string' ? element('p', { class: 'gem-id' }, 'Gem ', element('code', {}, published.nft_id)) : null);
}

function byHand(recipe, onCopy) {
  const copy = element('button', { type: 'button' }, 'Copy the commands');
  copy.addEventListener('click', () => onCopy(recipe, copy));
  return element('details', { class: 'card by-hand' },
    element('summary', {}, 'Recompute it by hand'),
    element('p', {}, 'Paste this into a shell that has ', element('code', {}, 'openssl'), ', ', element('code', {}, 'xxd'), ' and ',
      element('code', {}, 'bc'), '. Each result must equal the value after “expect”; then look up the remainder among the drop rows.'),
    element('pre', {}, element('code', {}, recipe)),
    copy);
}

// handlers: onCopy(text, button), onSave(); recipe: shell text or null when there is none.
export function renderReport(target, proof, report, recipe, handlers) {
  if (report.verdict === 'unreadable') return target.replaceChildren(verdictBanner(report));
  const save = element('button', { type: 'button' }, 'Save this proof');
  save.addEventListener('click', handlers.onSave);
  return target.replaceChildren(
    verdictBanner(report),
    summary(proof),
    element('div', { class: 'card' },
      element('h3', {}, 'What was promised'),
      element('ol', { class: 'checks' }, report.checks.map((check) => checkItem(check)))),
    ...report.units.map((unit) => unitCard(proof, unit, report.units.length)),
    byHand(recipe, handlers.onCopy),
    element('p', { class: 'actions' }, save));
}
