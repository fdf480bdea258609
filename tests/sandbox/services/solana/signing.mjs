// Transactions from here: built for the chain as it stands, and signed.
import { ComputeBudgetProgram, TransactionMessage, VersionedTransaction } from '@solana/web3.js';

const LEAST_UNITS = 200_000;
const UNITS_RANGE = 1_000_000;

// A function from {instructions, signers, tables} to bytes. The first signer pays the fee; with `tables`
// (AddressLookupTableAccount) it is a transaction of version 0.
export function createSigner(chain) {
  let count = 0;

  // Two that ask for the same thing in the same slot must still be two, so no two ask for the same budget.
  function budget() {
    count += 1;
    return ComputeBudgetProgram.setComputeUnitLimit({ units: LEAST_UNITS + (count % UNITS_RANGE) });
  }

  return ({ instructions, signers, tables = null }) => {
    const message = new TransactionMessage({
      payerKey: signers[0].publicKey, recentBlockhash: chain.blockhashAt(chain.slotNow()), instructions: [budget(), ...instructions],
    });
    const transaction = new VersionedTransaction(tables === null ? message.compileToLegacyMessage() : message.compileToV0Message(tables));
    transaction.sign(signers);
    return Buffer.from(transaction.serialize());
  };
}
