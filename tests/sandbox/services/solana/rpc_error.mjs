// JSON-RPC errors as nodes give them. `broken` marks those that a right program never causes: they count as violations.
export class RpcError extends Error {
  constructor(code, message, { data, broken = null } = {}) {
    super(message);
    this.body = { code, message, ...(data === undefined ? {} : { data }) };
    this.broken = broken;
  }
}

export const wrongParameter = (field, rule, message) => new RpcError(-32602, `Invalid params: ${message}`, { broken: { field, rule, message } });

export const nodeBehind = (numSlotsBehind) => new RpcError(-32005, `Node is behind by ${numSlotsBehind} slots`, { data: { numSlotsBehind } });

const INSTRUCTION_WORDS = {
  InsufficientFunds: 'insufficient funds for instruction',
  InvalidAccountData: 'invalid account data for instruction',
  InvalidInstructionData: 'invalid instruction data',
  MissingRequiredSignature: 'missing required signature for instruction',
  IncorrectProgramId: 'incorrect program id for instruction',
  UninitializedAccount: 'instruction requires an initialized account',
};

const WORDS = {
  AccountNotFound: () => 'Attempt to debit an account but found no record of a prior credit.',
  AlreadyProcessed: () => 'This transaction has already been processed',
  BlockhashNotFound: () => 'Blockhash not found',
  InsufficientFundsForFee: () => 'Insufficient funds for fee',
  InsufficientFundsForRent: ({ account_index }) => `Transaction results in an account (${account_index}) with insufficient funds for rent`,
  InstructionError: ([place, why]) => `Error processing Instruction ${place}: ${instructionWords(why)}`,
};

function instructionWords(why) {
  return typeof why === 'string' ? INSTRUCTION_WORDS[why] ?? why : `custom program error: 0x${why.Custom.toString(16)}`;
}

// What a node says of a failure in the form of machine.mjs.
export function failureWords(err) {
  const [name, details] = typeof err === 'string' ? [err, null] : Object.entries(err)[0];
  return WORDS[name]?.(details) ?? name;
}
