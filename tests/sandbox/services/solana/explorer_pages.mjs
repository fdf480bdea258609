// Pages about the chain: what happened last, one transaction, one address.
import { layout, markup } from '../../pages/html.mjs';
import { amountText, changeText, SOL, tokenName } from './coins.mjs';

export const EXPLORER = '/solana/explorer';

const SHORT = 16;

const short = (text) => `${text.slice(0, SHORT)}…`;
const timeText = (seconds) => new Date(seconds * 1000).toISOString().slice(0, 19).replace('T', ' ');

const resultText = (record) => (record.err === null ? 'succeeded' : markup`<span class="warning">failed: ${JSON.stringify(record.err)}</span>`);

export const addressLink = (address) => markup`<a href="${EXPLORER}/addresses/${address}">${address}</a>`;

const transactionLink = (signature, text) => markup`<a href="${EXPLORER}/transactions/${signature}">${text}</a>`;

// What it moved: lamports by account, tokens by token account.
function changesOf(record) {
  const held = (rows, place) => rows.find((row) => row.accountIndex === place);
  return record.keys.flatMap((address, place) => {
    const before = held(record.pre_tokens, place);
    const after = held(record.post_tokens, place);
    const token = after ?? before;
    const tokens = BigInt(after?.uiTokenAmount.amount ?? 0) - BigInt(before?.uiTokenAmount.amount ?? 0);
    return [
      { address, coin: SOL, change: BigInt(record.post_balances[place]) - BigInt(record.pre_balances[place]) },
      { address, owner: token?.owner, coin: token && { name: tokenName(token.mint), decimals: token.uiTokenAmount.decimals }, change: tokens },
    ].filter(({ change }) => change !== 0n);
  });
}

const changeRow = ({ address, owner, coin, change }) => markup`<dt>${changeText(change, coin)}</dt>
<dd>${addressLink(address)}${owner && markup`<br><span class="quiet">of ${addressLink(owner)}</span>`}</dd>`;

function instructionCard({ program, programId, parsed, ...rest }) {
  return markup`<article class="card"><h3>${program ?? programId}</h3><pre>${JSON.stringify(parsed ?? rest, null, 2)}</pre></article>`;
}

function transactionRow(record, stage) {
  return markup`<article class="card"><h3>${transactionLink(record.id, short(record.id))}</h3>
<div class="quiet">${resultText(record)} · ${stage} · slot ${record.slot} · ${timeText(record.block_time)} UTC</div>
${record.memo && markup`<div>${record.memo}</div>`}</article>`;
}

function transactionList(rows) {
  if (rows.length === 0) return markup`<p>None.</p>`;
  return rows.map(({ record, stage }) => transactionRow(record, stage));
}

// Rows of transactions are {record, stage}, newest first. `missing` is what was looked for in vain.
export function explorerPage({ rows, missing, nonce }) {
  const body = markup`<h1>Explorer</h1>
${missing !== null && markup`<p class="warning" role="alert">There is no address and no transaction ${missing}.</p>`}
<form class="card row" role="search"><label>Address or signature <input type="search" name="find" value="${missing}" required></label><button>Find</button></form>
<h2>Newest transactions</h2>
${transactionList(rows)}`;
  return layout({ title: 'Explorer', body, nonce });
}

const back = markup`<p><a href="${EXPLORER}">← Explorer</a></p>`;

export function transactionPage({ record, stage, instructions, nonce }) {
  const body = markup`${back}
<h1>Transaction</h1>
<div class="card"><dl>
<dt>Signature</dt><dd>${record.id}</dd>
<dt>Result</dt><dd>${resultText(record)}</dd>
<dt>Stage</dt><dd>${stage}</dd>
<dt>Slot</dt><dd>${record.slot}</dd>
<dt>Time</dt><dd>${timeText(record.block_time)} UTC</dd>
<dt>Fee</dt><dd>${amountText(record.fee, SOL)}</dd>
${record.memo && markup`<dt>Memo</dt><dd>${record.memo}</dd>`}
</dl></div>
<h2>What it moved</h2>
<div class="card"><dl>${changesOf(record).map(changeRow)}</dl></div>
<h2>Addresses it names</h2>
<p class="card">${record.keys.map((key) => markup`${addressLink(key)}<br>`)}</p>
<h2>Instructions</h2>
${instructions.map(instructionCard)}
<details class="card"><summary>Log</summary><pre>${record.logs.join('\n')}</pre></details>`;
  return layout({ title: 'Transaction', body, nonce });
}

function holdingRow({ address, amount, coin }) {
  return markup`<dt>${amountText(amount, coin)}</dt><dd>${addressLink(address)}</dd>`;
}

// Rows of `holdings` are {address, amount, coin}: the address's own lamports, and its token accounts.
export function addressPage({ address, token_owner, holdings, rows, nonce }) {
  const body = markup`${back}
<h1>Address</h1>
<p class="card">${address}${token_owner && markup`<br><span class="quiet">a token account of ${addressLink(token_owner)}</span>`}</p>
<h2>Holds</h2>
<div class="card"><dl>${holdings.map(holdingRow)}</dl></div>
<h2>Newest transactions</h2>
${transactionList(rows)}`;
  return layout({ title: 'Address', body, nonce });
}
