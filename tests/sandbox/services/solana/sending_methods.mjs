// RPC methods that send transactions or try them.
import { PublicKey, VersionedMessage, VersionedTransaction } from '@solana/web3.js';
import bs58 from 'bs58';
import { decodeTransaction } from './message.mjs';
import { addressOf, commitmentOf, withContext } from './parameters.mjs';
import { failureWords, nodeBehind, RpcError, wrongParameter } from './rpc_error.mjs';

const DECODERS = {
  base58: (text) => Buffer.from(bs58.decodeUnsafe(text) ?? []),
  base64: (text) => Buffer.from(text, 'base64'),
};

function bytesOf(text, { encoding = 'base58' } = {}) {
  const bytes = DECODERS[encoding]?.(text) ?? Buffer.alloc(0);
  if (decodeTransaction(bytes) === null) throw wrongParameter('transaction', 'format', `failed to deserialize a transaction in ${encoding}`);
  return bytes;
}

function triedForm({ err, logs, units }) {
  return { accounts: null, err, innerInstructions: null, logs, replacementBlockhash: null, returnData: null, unitsConsumed: units };
}

function preflight(view, bytes, config) {
  if (view.slotsBehind() > 0) throw nodeBehind(view.slotsBehind());
  const tried = view.chain.simulate(bytes, view.slotAt(config?.preflightCommitment ?? 'finalized'), {});
  if (tried.err === 'SignatureFailure') {
    throw new RpcError(-32003, 'Transaction signature verification failure', { broken: { field: 'transaction', rule: 'signature', message: 'is not signed rightly' } });
  }
  if (tried.err !== null) throw new RpcError(-32002, `Transaction simulation failed: ${failureWords(tried.err)}`, { data: triedForm(tried) });
}

// The signature says nothing of landing. With `lost` it is all that happens.
function sendTransaction(view, [text, config], { lost }) {
  const bytes = bytesOf(text, config);
  if (!config?.skipPreflight) preflight(view, bytes, config);
  if (!lost) view.chain.land(bytes);
  return decodeTransaction(bytes).signatures[0];
}

function simulateTransaction(view, [text, config]) {
  const options = { verify: config?.sigVerify ?? false, fresh: config?.replaceRecentBlockhash ?? false };
  return withContext(view, config, triedForm(view.chain.simulate(bytesOf(text, config), view.slotAt(commitmentOf(config)), options)));
}

function readMessage(text) {
  try {
    return VersionedMessage.deserialize(Buffer.from(text, 'base64'));
  } catch {
    throw wrongParameter('message', 'format', 'failed to deserialize a message in base64');
  }
}

// Null when its blockhash is over.
function getFeeForMessage(view, [text, config]) {
  const message = readMessage(text);
  const isFresh = view.chain.isFresh(message.recentBlockhash, view.slotAt(commitmentOf(config)));
  return withContext(view, config, isFresh ? view.chain.feeOf(new VersionedTransaction(message).serialize()) : null);
}

function requestAirdrop(view, [address, lamports], { faucet }) {
  return faucet.giveLamports(new PublicKey(addressOf(address)), BigInt(lamports)).id;
}

export const SENDING_METHODS = { getFeeForMessage, requestAirdrop, sendTransaction, simulateTransaction };
