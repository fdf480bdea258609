// Transactions as bytes, and what their message says.
import { AddressLookupTableAccount, VersionedTransaction } from '@solana/web3.js';
import bs58 from 'bs58';
import { PROGRAMS } from './genesis.mjs';

const MAXIMUM_BYTES = 1232;

// Null for what is no transaction.
export function decodeTransaction(bytes) {
  if (bytes.length > MAXIMUM_BYTES) return null;
  try {
    const transaction = VersionedTransaction.deserialize(bytes);
    if (!bytes.equals(transaction.serialize())) return null;
    return { signatures: transaction.signatures.map((signature) => bs58.encode(signature)), message: transaction.message };
  } catch {
    return null;
  }
}

// Addresses out of look-up tables, {writable, readonly}. What the tables lack the machine refuses, so it is left out here.
export function loadedAddresses(message, findAccount) {
  const tables = message.addressTableLookups
    .map((lookup) => ({ ...lookup, account: findAccount(lookup.accountKey.toBase58()) }))
    .filter(({ account }) => account?.owner === PROGRAMS.address_lookup_table);
  const pick = (member) => tables.flatMap((table) => {
    const { addresses } = AddressLookupTableAccount.deserialize(Buffer.from(table.account.data, 'base64'));
    return table[member].filter((place) => place < addresses.length).map((place) => addresses[place].toBase58());
  });
  return { writable: pick('writableIndexes'), readonly: pick('readonlyIndexes') };
}

// Every address the transaction names, in the order its instructions count them.
export const keysOf = (message, loaded) => [...message.staticAccountKeys.map((key) => key.toBase58()), ...loaded.writable, ...loaded.readonly];
