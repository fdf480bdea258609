// The chain: what has landed, in order, what it did to accounts, and how far each transaction is confirmed. A transaction is
// written down with its result and the accounts it left behind before anybody hears of it, so a restart runs nothing again.
import { GENESIS_ACCOUNTS } from './genesis.mjs';
import { createAccounts } from './accounts.mjs';
import { createFinality } from './finality.mjs';
import { decodeTransaction, keysOf, loadedAddresses } from './message.mjs';
import { memoOf } from './parsed_instructions.mjs';
import { tokenBalances } from './tokens.mjs';

export const TABLES = ['chain', 'transaction', 'stage', 'account', 'wallet'];

const lamportsOf = (account) => account?.lamports ?? 0;

export function createChain({ store, machine, slots, clock, ages_ms }) {
  const accounts = createAccounts({ store, machine, genesis: GENESIS_ACCOUNTS });
  const finality = createFinality({ store, slots, ages_ms });
  const signatures_of = new Map();

  const find = (signature) => store.find('transaction', signature);

  function index({ id, keys }) {
    for (const key of new Set(keys)) {
      if (!signatures_of.has(key)) signatures_of.set(key, []);
      signatures_of.get(key).push(id);
    }
  }
  store.list('transaction').forEach(index);

  const slotNow = () => slots.slotAt(Date.now());

  // Runs the transaction and tells what it did. Only what was charged for has landed.
  function run(bytes, { signatures, message }) {
    const slot = slotNow();
    const block_time = Math.floor(clock.now() / 1000);
    const loaded = loadedAddresses(message, machine.find);
    const keys = keysOf(message, loaded);
    const before = keys.map(machine.find);
    machine.setTime(slot, block_time);
    const result = machine.run(bytes);
    const after = keys.map(machine.find);
    const record = {
      id: signatures[0], bytes: bytes.toString('base64'), slot, block_time, landed_at: Date.now(), keys, loaded, ...result,
      pre_balances: before.map(lamportsOf), post_balances: after.map(lamportsOf),
      pre_tokens: tokenBalances(before, machine.find), post_tokens: tokenBalances(after, machine.find), memo: memoOf(message, keys),
    };
    return { record, before, after, has_landed: result.err === null || lamportsOf(after[0]) !== lamportsOf(before[0]) };
  }

  // Why the chain does not even try it, or null. `slot` is where the asked node stands.
  function staleness({ signatures, message }, slot) {
    if (!slots.isFresh(message.recentBlockhash, slot)) return 'BlockhashNotFound';
    return find(signatures[0]) === null ? null : 'AlreadyProcessed';
  }

  return {
    accounts,
    finality,
    find,
    slotNow,
    blockhashAt: slots.blockhashAt,
    isFresh: slots.isFresh,

    // In landing order, of an address or all.
    signaturesOf: (address) => signatures_of.get(address) ?? [],
    signatures: () => store.list('transaction').map((record) => record.id),

    // {err, logs, units, fee, inner_instructions} of a transaction that is only tried, by a node that stands at `slot`.
    simulate(bytes, slot, { verify, fresh = false }) {
      const err = fresh ? null : staleness(decodeTransaction(bytes), slot);
      if (err !== null) return { err, logs: [], units: 0, fee: 0, inner_instructions: [] };
      machine.setTime(slotNow(), Math.floor(clock.now() / 1000));
      return machine.simulate(bytes, { verify });
    },

    feeOf: (bytes) => machine.simulate(bytes, { verify: false }).fee,

    // The record of what landed, null when it did not.
    land(bytes) {
      const transaction = decodeTransaction(bytes);
      if (transaction === null || staleness(transaction, slotNow()) !== null) return null;
      const { record, before, after, has_landed } = run(bytes, transaction);
      if (!has_landed) return null;
      const changes = accounts.changes(record.keys, before, after);
      store.save([['transaction', record], ...changes.map((account) => ['account', account])]);
      accounts.note(record, before, changes);
      index(record);
      finality.add(record);
      return record;
    },

    // Slots that nobody waits for; what has landed is final then.
    advance(count) {
      slots.advance(count);
      finality.finalizeAll();
    },
  };
}
