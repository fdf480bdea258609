import { layout, markup } from '../../pages/html.mjs';
import { amountText, SOL, tokenName } from './coins.mjs';
import { addressLink } from './explorer_pages.mjs';
import { MINT_DECIMALS } from './genesis.mjs';

const coinOf = (mint) => (mint === null ? SOL : { name: tokenName(mint.toBase58()), decimals: MINT_DECIMALS });

const problemLine = (problem) => problem !== null && markup`<p class="warning" role="alert">${problem}</p>`;

export function urlPage({ url, problem, nonce }) {
  const body = markup`<h1>Pay with a wallet</h1>
${problemLine(problem)}
<form class="card row"><label>Solana Pay URL <input type="search" name="url" value="${url}" placeholder="solana:…" required></label><button>Open</button></form>`;
  return layout({ title: 'Wallet', body, nonce });
}

// `asked` is what the URL says; rows of `decisions` are {decision, title}.
export function walletPage({ url, asked, decisions, wallet, problem, nonce }) {
  const body = markup`<h1>Pay with a wallet?</h1>
<p class="quiet">This page stands in for a wallet. Its money comes from the faucet, and is worth nothing.</p>
${problemLine(problem)}
<form class="card" method="post" action="/solana/wallet">
<input type="hidden" name="url" value="${url}">
<h2>${asked.label ?? 'Somebody'}</h2>
${asked.message !== null && markup`<p>${asked.message}</p>`}
<p class="price">${amountText(asked.amount, coinOf(asked.mint))}</p>
<dl>
<dt>To</dt><dd>${addressLink(asked.recipient.toBase58())}</dd>
${asked.references.map((reference) => markup`<dt>Reference</dt><dd>${addressLink(reference.toBase58())}</dd>`)}
${asked.memo !== null && markup`<dt>Memo</dt><dd>${asked.memo}</dd>`}
</dl>
<p><label>Wallet, by any name <input name="wallet" value="${wallet}" maxlength="40" pattern="[a-z0-9_\\-]+" required autocomplete="off"></label></p>
<p class="row">${decisions.map(({ decision, title }) => markup`<button name="decision" value="${decision}">${title}</button>`)}</p>
</form>`;
  return layout({ title: 'Wallet', body, nonce });
}
