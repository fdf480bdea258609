// What the parameters of RPC methods have in common.
import bs58 from 'bs58';
import { COMMITMENTS } from './finality.mjs';
import { RpcError, wrongParameter } from './rpc_error.mjs';

const VERSION = '3.1.8';
const ADDRESS_BYTES = 32;
const SIGNATURE_BYTES = 64;

export const NODE_VERSION = { 'feature-set': 2891131721, 'solana-core': VERSION };

const bytesOf = (text) => (typeof text === 'string' && text.length <= 2 * SIGNATURE_BYTES ? bs58.decodeUnsafe(text) : undefined);

function checked(name, bytes) {
  return (text) => {
    if (bytesOf(text)?.length !== bytes) throw wrongParameter(name, 'format', `${name} is not ${bytes} bytes in base58`);
    return text;
  };
}

export const addressOf = checked('address', ADDRESS_BYTES);
export const signatureOf = checked('signature', SIGNATURE_BYTES);
export const blockhashOf = checked('blockhash', ADDRESS_BYTES);

export function commitmentOf(config) {
  const commitment = config?.commitment ?? 'finalized';
  if (!COMMITMENTS.includes(commitment)) throw wrongParameter('config.commitment', 'enum', `there is no commitment ${commitment}`);
  return commitment;
}

// The past is told from confirmed on.
export function pastCommitmentOf(config) {
  const commitment = commitmentOf(config);
  if (commitment === 'processed') throw wrongParameter('config.commitment', 'enum', 'Method does not support commitment below `confirmed`');
  return commitment;
}

// The slot an answer is about.
export function contextSlot(view, config) {
  const slot = view.slotAt(commitmentOf(config));
  if (slot < (config?.minContextSlot ?? 0)) throw new RpcError(-32016, 'Minimum context slot has not been reached', { data: { contextSlot: slot } });
  return slot;
}

export const withContext = (view, config, value) => ({ context: { apiVersion: VERSION, slot: contextSlot(view, config) }, value });
