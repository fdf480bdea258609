// The real Solana virtual machine (litesvm), as a function from a transaction to what it did. It is asked for nothing but to
// run: whether a blockhash is fresh and whether a transaction was there before is for the chain to say.
//
// An account is {id, lamports, owner, data, executable}, with its address as `id` and data in base64.
import bs58 from 'bs58';
// The package's own face wants transactions as objects of another library; behind it bytes are enough.
import internal from 'litesvm/dist/internal.js';

const { Account, Clock, LiteSvm } = internal;

const SLOTS_PER_EPOCH = 432_000;
const RENT_EPOCH_NEVER = 2n ** 64n - 1n;
const LOG_LIMIT_BYTES = 10_000n;

// Failures and fees are told only in the machine's description of an outcome, in the words of Rust. What the transaction's own
// programs said stands before them (logs) or cannot look like them.
const FAILURE = /^FailedTransactionMetadata\(FailedTransactionMetadata \{ err: (.*?), meta: TransactionMetadata \{/;
const FEE = /, fee: (\d+) \}/g;

const ERROR_FORMS = [
  { pattern: /^InstructionError\((\d+), Custom\((\d+)\)\)$/, form: ([place, code]) => ({ InstructionError: [Number(place), { Custom: Number(code) }] }) },
  { pattern: /^InstructionError\((\d+), (\w+).*\)$/, form: ([place, name]) => ({ InstructionError: [Number(place), name] }) },
  { pattern: /^DuplicateInstruction\((\d+)\)$/, form: ([place]) => ({ DuplicateInstruction: Number(place) }) },
  { pattern: /^(\w+) \{ account_index: (\d+) \}$/, form: ([name, place]) => ({ [name]: { account_index: Number(place) } }) },
  { pattern: /^(\w+)$/, form: ([name]) => name },
];

// As a node writes it in JSON; null when all went well.
function errorOf(description) {
  const [, words] = FAILURE.exec(description) ?? [];
  if (words === undefined) return null;
  const row = ERROR_FORMS.find(({ pattern }) => pattern.test(words));
  return row.form(row.pattern.exec(words).slice(1));
}

const instructionForm = (inner) => ({
  programIdIndex: inner.instruction().programIdIndex(),
  accounts: [...inner.instruction().accounts()],
  data: bs58.encode(inner.instruction().data()),
  stackHeight: inner.stackHeight(),
});

function innerInstructions(details) {
  return details.innerInstructions()
    .map((instructions, index) => ({ index, instructions: instructions.map(instructionForm) }))
    .filter((row) => row.instructions.length > 0);
}

// `outcome` is what the machine gives for running or trying a transaction.
function resultOf(outcome) {
  const description = outcome.toString();
  const details = outcome.meta?.() ?? outcome;
  return {
    err: errorOf(description),
    fee: Number([...description.matchAll(FEE)].at(-1)[1]),
    logs: details.logs(),
    units: Number(details.computeUnitsConsumed()),
    inner_instructions: innerInstructions(details),
  };
}

export function createMachine() {
  const machine = new LiteSvm();
  machine.setBlockhashCheck(false);
  machine.setTransactionHistory(0n);
  machine.setLogBytesLimit(LOG_LIMIT_BYTES);
  machine.withNativeMints();

  function find(id) {
    const account = machine.getAccount(bs58.decode(id));
    return account === null ? null : {
      id, lamports: Number(account.lamports()), owner: bs58.encode(account.owner()),
      data: Buffer.from(account.data()).toString('base64'), executable: account.executable(),
    };
  }

  function put({ id, lamports, owner, data, executable }) {
    machine.setAccount(bs58.decode(id), new Account(BigInt(lamports), Buffer.from(data, 'base64'), bs58.decode(owner), executable, RENT_EPOCH_NEVER));
  }

  function setTime(slot, seconds) {
    const epoch = BigInt(Math.floor(slot / SLOTS_PER_EPOCH));
    machine.setClock(new Clock(BigInt(slot), BigInt(seconds), epoch, epoch + 1n, BigInt(seconds)));
  }

  return {
    // Null when there is none.
    find,
    put,
    setTime,
    rentFor: (bytes) => Number(machine.minimumBalanceForRentExemption(BigInt(bytes))),
    // Both give {err, fee, logs, units, inner_instructions}.
    run: (bytes) => resultOf(machine.sendVersionedTransaction(bytes)),
    simulate(bytes, { verify = true } = {}) {
      machine.setSigverify(verify);
      try {
        return resultOf(machine.simulateVersionedTransaction(bytes));
      } finally {
        machine.setSigverify(true);
      }
    },
  };
}
