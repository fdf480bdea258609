// The explorer, for people. It sees what is processed, whatever the nodes are made to hide.
import bs58 from 'bs58';
import { seeOther, show } from '../../server/answer.mjs';
import { SOL, tokenName } from './coins.mjs';
import { addressPage, EXPLORER, explorerPage, transactionPage } from './explorer_pages.mjs';
import { decimalsOf, readTokenAccount } from './tokens.mjs';
import { transactionForm } from './transaction_form.mjs';

const SHOWN = 50;
const ADDRESS_BYTES = 32;

const isAddress = (text) => bs58.decodeUnsafe(text)?.length === ADDRESS_BYTES;

export function createExplorerRoutes(chain) {
  const { accounts, finality } = chain;

  const rowOf = (record) => ({ record, stage: finality.stageOf(record) });
  const newestOf = (signatures) => signatures.slice(-SHOWN).reverse().map(chain.find).filter((record) => record !== null).map(rowOf);
  const showMissing = (missing) => show(404, explorerPage, { rows: newestOf(chain.signatures()), missing });

  function tokenHolding(account) {
    const { mint, amount } = readTokenAccount(account);
    return { address: account.id, amount, coin: { name: tokenName(mint), decimals: decimalsOf(accounts.find(mint)) } };
  }

  function home({ query }) {
    const wanted = query.get('find')?.trim() ?? '';
    if (wanted === '') return show(200, explorerPage, { rows: newestOf(chain.signatures()), missing: null });
    if (chain.find(wanted) !== null) return seeOther(`${EXPLORER}/transactions/${wanted}`);
    return isAddress(wanted) ? seeOther(`${EXPLORER}/addresses/${wanted}`) : showMissing(wanted);
  }

  function showTransaction({ parameters: { signature } }) {
    const record = chain.find(signature);
    if (record === null) return showMissing(signature);
    return show(200, transactionPage, { ...rowOf(record), instructions: transactionForm(record, 'jsonParsed').transaction.message.instructions });
  }

  function showAddress({ parameters: { address } }) {
    if (!isAddress(address)) return showMissing(address);
    const account = accounts.find(address);
    const own = { address, amount: account?.lamports ?? 0, coin: SOL };
    const token = readTokenAccount(account);
    const tokens = [...(token === null ? [] : [account]), ...accounts.tokenAccountsOf(address)];
    return show(200, addressPage, { address, token_owner: token?.owner, holdings: [own, ...tokens.map(tokenHolding)], rows: newestOf(chain.signaturesOf(address)) });
  }

  return [
    { method: 'GET', path: EXPLORER, handle: home },
    { method: 'GET', path: `${EXPLORER}/transactions/{signature}`, handle: showTransaction },
    { method: 'GET', path: `${EXPLORER}/addresses/{address}`, handle: showAddress },
  ];
}
