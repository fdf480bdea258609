// RPC methods about accounts.
import bs58 from 'bs58';
import { PROGRAMS } from './genesis.mjs';
import { addressOf, commitmentOf, withContext } from './parameters.mjs';
import { RpcError, wrongParameter } from './rpc_error.mjs';
import { decimalsOf, readTokenAccount, tokenAmount } from './tokens.mjs';

const RENT_EPOCH_NEVER = 18446744073709551615;

function sliced(data, slice) {
  return slice === undefined ? data : data.subarray(slice.offset, slice.offset + slice.length);
}

const tokenProgramName = (owner) => (owner === PROGRAMS.token ? 'spl-token' : 'spl-token-2022');

// Token accounts alone are understood; others come as base64.
function parsedData(account, view) {
  const token = readTokenAccount(account);
  if (token === null) return null;
  const info = {
    isNative: false, mint: token.mint, owner: token.owner, state: 'initialized',
    tokenAmount: tokenAmount(token.amount, decimalsOf(view.accountAt(token.mint, 'processed'))),
  };
  return { program: tokenProgramName(account.owner), parsed: { type: 'account', info }, space: Buffer.from(account.data, 'base64').length };
}

const ENCODINGS = {
  base58: (account, slice) => [bs58.encode(sliced(Buffer.from(account.data, 'base64'), slice)), 'base58'],
  base64: (account, slice) => [sliced(Buffer.from(account.data, 'base64'), slice).toString('base64'), 'base64'],
  jsonParsed: (account, slice, view) => parsedData(account, view) ?? ENCODINGS.base64(account, slice),
};

function accountForm(account, { encoding = 'base58', dataSlice } = {}, view) {
  if (account === null) return null;
  const write = ENCODINGS[encoding];
  if (!write) throw wrongParameter('config.encoding', 'enum', `the encoding ${encoding} is not supported`);
  return {
    lamports: account.lamports, owner: account.owner, executable: account.executable, rentEpoch: RENT_EPOCH_NEVER,
    space: Buffer.from(account.data, 'base64').length, data: write(account, dataSlice, view),
  };
}

const isEmpty = (account) => account === null || (account.lamports === 0 && account.data === '');

function existing(view, address, config) {
  const account = view.accountAt(address, commitmentOf(config));
  return isEmpty(account) ? null : account;
}

function getBalance(view, [address, config]) {
  return withContext(view, config, existing(view, addressOf(address), config)?.lamports ?? 0);
}

function getAccountInfo(view, [address, config]) {
  return withContext(view, config, accountForm(existing(view, addressOf(address), config), config, view));
}

function getMultipleAccounts(view, [addresses, config]) {
  return withContext(view, config, addresses.map((address) => accountForm(existing(view, addressOf(address), config), config, view)));
}

function getTokenAccountBalance(view, [address, config]) {
  const token = readTokenAccount(existing(view, addressOf(address), config));
  if (token === null) throw new RpcError(-32602, 'Invalid param: could not find account');
  return withContext(view, config, tokenAmount(token.amount, decimalsOf(view.accountAt(token.mint, 'processed'))));
}

const TOKEN_FILTERS = {
  mint: (mint) => (account) => readTokenAccount(account).mint === mint,
  programId: (program) => (account) => account.owner === program,
};

function getTokenAccountsByOwner(view, [owner, filter, config]) {
  const [name, value] = Object.entries(filter)[0];
  const accounts = view.tokenAccountsAt(addressOf(owner), commitmentOf(config)).filter(TOKEN_FILTERS[name](addressOf(value)));
  return withContext(view, config, accounts.map((account) => ({ pubkey: account.id, account: accountForm(account, config, view) })));
}

export const ACCOUNT_METHODS = {
  getAccountInfo,
  getBalance,
  getMultipleAccounts,
  getMinimumBalanceForRentExemption: (view, [bytes]) => view.chain.accounts.rentFor(bytes),
  getTokenAccountBalance,
  getTokenAccountsByOwner,
};
