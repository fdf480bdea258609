// Accounts as the machine has them, and as they were before transactions that not everybody has heard of yet.
import { PROGRAMS } from './genesis.mjs';
import { readTokenAccount } from './tokens.mjs';

const MAXIMUM_REMEMBERED = 10_000; // earlier states of one account

const isSame = (one, other) => one?.lamports === other?.lamports && one?.data === other?.data && one?.owner === other?.owner;

const emptied = (id) => ({ id, lamports: 0, owner: PROGRAMS.system, data: '', executable: false });

export function createAccounts({ store, machine, genesis }) {
  const earlier = new Map();
  const token_accounts_of = new Map();

  function noteOwner(account) {
    const token = readTokenAccount(account);
    if (token === null) return;
    if (!token_accounts_of.has(token.owner)) token_accounts_of.set(token.owner, new Set());
    token_accounts_of.get(token.owner).add(account.id);
  }

  function put(account) {
    machine.put(account);
    noteOwner(account);
  }
  [...genesis, ...store.list('account')].forEach(put);

  // As seen by someone who knows only of the transactions that `sees` is true of.
  function find(address, sees = () => true) {
    const states = earlier.get(address) ?? [];
    let place = states.length;
    while (place > 0 && !sees(states[place - 1].record)) place -= 1;
    return place === states.length ? machine.find(address) : states[place].account;
  }

  return {
    find,
    tokenAccountsOf: (owner, sees) => [...token_accounts_of.get(owner) ?? []]
      .map((address) => find(address, sees))
      .filter((account) => readTokenAccount(account)?.owner === owner),
    rentFor: machine.rentFor,

    // From nowhere, and at once.
    create(account) {
      store.save([['account', account]]);
      put(account);
    },

    // What a transaction left behind, of what it named.
    changes: (keys, before, after) => keys
      .map((key, place) => ({ key, was: before[place], is: after[place] }))
      .filter(({ was, is }) => !isSame(was, is))
      .map(({ key, is }) => is ?? emptied(key)),

    note(record, before, changes) {
      for (const account of changes) {
        const states = earlier.get(account.id) ?? [];
        states.push({ record, account: before[record.keys.indexOf(account.id)] });
        if (states.length > MAXIMUM_REMEMBERED) states.shift();
        earlier.set(account.id, states);
        noteOwner(account);
      }
    },
  };
}
