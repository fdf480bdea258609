// Instructions in the form "jsonParsed": rows say by which bytes an instruction is known and what it tells. What has no row is
// shown with its accounts and its data, as nodes do with programs they do not know.
import bs58 from 'bs58';
import { PROGRAMS } from './genesis.mjs';
import { tokenAmount } from './tokens.mjs';

const address = (data, offset) => bs58.encode(data.subarray(offset, offset + 32));
const lamports = (data, offset) => Number(data.readBigUInt64LE(offset));
const amount = (data) => data.readBigUInt64LE(1);
const checkedAmount = (data) => tokenAmount(amount(data), data[9]);
const textWithLength = (data, offset) => data.subarray(offset + 8, offset + 8 + Number(data.readBigUInt64LE(offset))).toString('utf8');

// What a token instruction needs the consent for. Nodes cannot tell the signers of a multisig from other accounts that hang on
// the instruction, so with any more (references) they take the authority for a multisig.
function consent(name, accounts, place) {
  const more = accounts.slice(place + 1);
  if (more.length === 0) return { [name]: accounts[place] };
  return { [`multisig${name[0].toUpperCase()}${name.slice(1)}`]: accounts[place], signers: more };
}

const SYSTEM = {
  program: 'system',
  kindOf: (data) => data.readUInt32LE(0),
  rows: {
    0: { type: 'createAccount', info: (data, [source, newAccount]) => ({ source, newAccount, lamports: lamports(data, 4), space: lamports(data, 12), owner: address(data, 20) }) },
    1: { type: 'assign', info: (data, [account]) => ({ account, owner: address(data, 4) }) },
    2: { type: 'transfer', info: (data, [source, destination]) => ({ source, destination, lamports: lamports(data, 4) }) },
    8: { type: 'allocate', info: (data, [account]) => ({ account, space: lamports(data, 4) }) },
    11: {
      type: 'transferWithSeed',
      info: (data, [source, sourceBase, destination]) => ({
        source, sourceBase, destination, lamports: lamports(data, 4), sourceSeed: textWithLength(data, 12), sourceOwner: bs58.encode(data.subarray(-32)),
      }),
    },
  },
};

const TOKEN = {
  program: 'spl-token',
  kindOf: (data) => data[0],
  rows: {
    1: { type: 'initializeAccount', info: (data, [account, mint, owner, rentSysvar]) => ({ account, mint, owner, rentSysvar }) },
    3: { type: 'transfer', info: (data, accounts) => ({ source: accounts[0], destination: accounts[1], amount: amount(data).toString(), ...consent('authority', accounts, 2) }) },
    7: { type: 'mintTo', info: (data, accounts) => ({ mint: accounts[0], account: accounts[1], amount: amount(data).toString(), ...consent('mintAuthority', accounts, 2) }) },
    9: { type: 'closeAccount', info: (data, accounts) => ({ account: accounts[0], destination: accounts[1], ...consent('owner', accounts, 2) }) },
    12: {
      type: 'transferChecked',
      info: (data, accounts) => ({ source: accounts[0], mint: accounts[1], destination: accounts[2], tokenAmount: checkedAmount(data), ...consent('authority', accounts, 3) }),
    },
    18: { type: 'initializeAccount3', info: (data, [account, mint]) => ({ account, mint, owner: address(data, 1) }) },
    21: { type: 'getAccountDataSize', info: (data, [mint]) => ({ mint, extensionTypes: ['immutableOwner'] }) },
    22: { type: 'initializeImmutableOwner', info: (data, [account]) => ({ account }) },
  },
};

const associatedInfo = (data, [source, account, wallet, mint, systemProgram, tokenProgram]) => ({ source, account, wallet, mint, systemProgram, tokenProgram });
const ASSOCIATED_TOKEN = {
  program: 'spl-associated-token-account',
  kindOf: (data) => data[0] ?? 0,
  rows: { 0: { type: 'create', info: associatedInfo }, 1: { type: 'createIdempotent', info: associatedInfo } },
};

const PARSED_BY_PROGRAM = new Map([
  [PROGRAMS.system, SYSTEM],
  [PROGRAMS.token, TOKEN],
  [PROGRAMS.token_2022, TOKEN],
  [PROGRAMS.associated_token, ASSOCIATED_TOKEN],
]);
const MEMO_PROGRAMS = new Set([PROGRAMS.memo, PROGRAMS.memo_1]);

// {type, info}, or null when the bytes are not understood.
function parse({ kindOf, rows }, data, accounts) {
  try {
    const { type, info } = rows[kindOf(data)];
    return { type, info: info(data, accounts) };
  } catch {
    return null;
  }
}

// `instruction` is {programIdIndex, accounts, data} with data in base58.
export function parsedInstruction({ programIdIndex, accounts: places, data: text, stackHeight }, keys) {
  const programId = keys[programIdIndex];
  const accounts = places.map((place) => keys[place]);
  const data = Buffer.from(bs58.decode(text));
  if (MEMO_PROGRAMS.has(programId)) return { program: 'spl-memo', programId, parsed: data.toString('utf8'), stackHeight };
  const known = PARSED_BY_PROGRAM.get(programId);
  const parsed = known ? parse(known, data, accounts) : null;
  return parsed === null ? { programId, accounts, data: text, stackHeight } : { program: known.program, programId, parsed, stackHeight };
}

// The instructions of a message, in the form that parsedInstruction() takes.
export const instructionsOf = (message) => message.compiledInstructions.map(({ programIdIndex, accountKeyIndexes, data }) => ({
  programIdIndex, accounts: [...accountKeyIndexes], data: bs58.encode(data), stackHeight: 1,
}));

// As lists of signatures show it: "[8] order 42", several one after the other; null without.
export function memoOf(message, keys) {
  const memos = message.compiledInstructions.filter(({ programIdIndex }) => MEMO_PROGRAMS.has(keys[programIdIndex]));
  return memos.length === 0 ? null : memos.map(({ data }) => `[${data.length}] ${Buffer.from(data).toString('utf8')}`).join('; ');
}
