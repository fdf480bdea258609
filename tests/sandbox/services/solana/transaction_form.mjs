// A record of the chain as getTransaction answers it, in each encoding.
import bs58 from 'bs58';
import { decodeTransaction } from './message.mjs';
import { instructionsOf, parsedInstruction } from './parsed_instructions.mjs';

export const statusOf = (err) => (err === null ? { Ok: null } : { Err: err });

function metaOf(record) {
  return {
    err: record.err, status: statusOf(record.err), fee: record.fee, preBalances: record.pre_balances, postBalances: record.post_balances,
    preTokenBalances: record.pre_tokens, postTokenBalances: record.post_tokens, innerInstructions: record.inner_instructions,
    logMessages: record.logs, loadedAddresses: record.loaded, computeUnitsConsumed: record.units, rewards: [],
  };
}

function parsedMeta(record) {
  const { loadedAddresses, ...meta } = metaOf(record);
  const innerInstructions = record.inner_instructions
    .map(({ index, instructions }) => ({ index, instructions: instructions.map((instruction) => parsedInstruction(instruction, record.keys)) }));
  return { ...meta, innerInstructions };
}

const lookupsOf = (message) => (message.version === 'legacy' ? {} : {
  addressTableLookups: message.addressTableLookups.map(({ accountKey, writableIndexes, readonlyIndexes }) => ({
    accountKey: accountKey.toBase58(), writableIndexes: [...writableIndexes], readonlyIndexes: [...readonlyIndexes],
  })),
});

function plainMessage(message) {
  return {
    accountKeys: message.staticAccountKeys.map((key) => key.toBase58()), header: message.header, instructions: instructionsOf(message),
    recentBlockhash: message.recentBlockhash, ...lookupsOf(message),
  };
}

function parsedKeys(message, { keys, loaded }) {
  const fixed = message.staticAccountKeys.length;
  const isWritable = (place) => (place < fixed ? message.isAccountWritable(place) : place < fixed + loaded.writable.length);
  return keys.map((pubkey, place) => ({
    pubkey, signer: message.isAccountSigner(place), source: place < fixed ? 'transaction' : 'lookupTable', writable: isWritable(place),
  }));
}

function parsedMessage(message, record) {
  return {
    accountKeys: parsedKeys(message, record), instructions: instructionsOf(message).map((instruction) => parsedInstruction(instruction, record.keys)),
    recentBlockhash: message.recentBlockhash, ...lookupsOf(message),
  };
}

// By encoding what stands under `transaction` and under `meta`.
const FORMS = {
  json: { transaction: (record, { signatures, message }) => ({ message: plainMessage(message), signatures }), meta: metaOf },
  jsonParsed: { transaction: (record, { signatures, message }) => ({ message: parsedMessage(message, record), signatures }), meta: parsedMeta },
  base64: { transaction: (record) => [record.bytes, 'base64'], meta: metaOf },
  base58: { transaction: (record) => [bs58.encode(Buffer.from(record.bytes, 'base64')), 'base58'], meta: metaOf },
};

export const decodeRecord = (record) => decodeTransaction(Buffer.from(record.bytes, 'base64'));

export function transactionForm(record, encoding) {
  const decoded = decodeRecord(record);
  const form = FORMS[encoding];
  return {
    blockTime: record.block_time, meta: form.meta(record), slot: record.slot, transaction: form.transaction(record, decoded), version: decoded.message.version,
  };
}
