// A sandbox's Solana as tests use it: with the official client, and as a platform asks for transactions.
import { Connection, Keypair, PublicKey } from '@solana/web3.js';

export const USDC = '4zMMC9srt5Ri5X14GAgXhaHii3GnPAEERYPJgZJDncDU';
export const WORTHLESS = '2pbhASn1UHdD4hMJtQWjyiJuwN5AfGigSa2pjF3jFhE5';

const FULL = { commitment: 'finalized', encoding: 'jsonParsed', maxSupportedTransactionVersion: 0 };

export const newAddress = () => Keypair.generate().publicKey.toBase58();

export function solanaOf(sandbox) {
  const send = (method, place, body) => sandbox.request(`/control/solana${place}`, { method, body: JSON.stringify(body) });
  const ask = async (method, place, body) => (await send(method, place, body)).json();

  // The whole answer of a node.
  async function rpc(method, params = [], letter = 'a') {
    const answer = await sandbox.request(`/solana/${letter}`, { method: 'POST', body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }) });
    return answer.json();
  }
  const result = async (...call) => (await rpc(...call)).result;

  return {
    rpc,
    result,
    connect: (letter = 'a', commitment = 'finalized') => new Connection(`${sandbox.address}/solana/${letter}`, { commitment, disableRetryOnRateLimit: true }),
    post: (place, body) => send('POST', place, body),
    pay: (body) => ask('POST', '/pay', body),
    give: (address, gifts) => ask('POST', '/faucet', { address: String(address), ...gifts }),
    wallet: (name) => ask('POST', '/wallets', { name }),
    balances: (address) => ask('GET', `/balances/${address}`),
    setFinality: (confirmed_ms, finalized_ms) => ask('PUT', '/finality', { confirmed_ms, finalized_ms }),
    advance: (count) => ask('POST', '/blocks', { count }),
    watch: (...addresses) => ask('PUT', '/watch', { addresses }),
    setWebhook: (type) => ask('PUT', '/webhook', { type }),
    transaction: (signature, letter = 'a') => result('getTransaction', [signature, FULL], letter),
    signatures: (address, options = {}) => result('getSignaturesForAddress', [address, options]),
  };
}

// What an owner got by a transaction, from its differences of balances alone; mint null means lamports.
export function received({ meta, transaction }, owner, mint = null) {
  if (mint === null) {
    const place = transaction.message.accountKeys.findIndex((key) => key.pubkey === owner);
    return place < 0 ? 0n : BigInt(meta.postBalances[place] - meta.preBalances[place]);
  }
  const sum = (rows) => rows.filter((row) => row.owner === owner && row.mint === mint).reduce((total, row) => total + BigInt(row.uiTokenAmount.amount), 0n);
  return sum(meta.postTokenBalances) - sum(meta.preTokenBalances);
}

export const keysOf = ({ transaction }) => transaction.message.accountKeys.map((key) => key.pubkey);
export const publicKey = (address) => new PublicKey(address);
