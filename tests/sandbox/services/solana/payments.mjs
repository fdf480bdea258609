// Pays what a Solana Pay URL asks for, as a wallet would, or in one of the ways in which people and attackers do it wrong.
import { AddressLookupTableAccount, Keypair, PublicKey, SystemProgram, TransactionInstruction } from '@solana/web3.js';
import {
  createAssociatedTokenAccountIdempotentInstruction, createCloseAccountInstruction, createInitializeAccountInstruction, createTransferCheckedInstruction,
  createTransferInstruction, getAssociatedTokenAddressSync, NATIVE_MINT, TOKEN_PROGRAM_ID,
} from '@solana/spl-token';
import { MINT_DECIMALS, MINTS, PROGRAMS } from './genesis.mjs';
import { decodeTransaction } from './message.mjs';
import { readKey, readPayUrl } from './pay_url.mjs';

const TOKEN_ACCOUNT_BYTES = 165;
const TABLE_HEAD_BYTES = 56;
const TABLE_KIND = 1;
const NEVER = 2n ** 64n - 1n;
const SPONSOR = 'sponsor';
const TOO_MUCH = 10n ** 18n; // lamports: more than there are

const AMOUNT_FORM = { type: ['integer', 'string'], minimum: 0, pattern: '^[0-9]{1,19}$' };

export const PAYMENT_FIELDS = {
  url: { type: 'string', maxLength: 4096 },
  wallet: { type: 'string', pattern: '^[a-z0-9_-]{1,40}$' },
  amount: AMOUNT_FORM,
  recipient: { type: 'string' },
  references: { type: 'array', items: { type: 'string' }, maxItems: 10 },
  ...Object.fromEntries([
    'drop', 'failing', 'from_multiple_signers', 'plain_transfer', 'through_program', 'two_transfers', 'versioned', 'without_memo', 'without_reference', 'wrong_mint',
  ].map((name) => [name, { type: 'boolean' }])),
};

const memoInstruction = (text) => new TransactionInstruction({ programId: new PublicKey(PROGRAMS.memo), keys: [], data: Buffer.from(text, 'utf8') });

function withReferences(instruction, references) {
  for (const pubkey of references) instruction.keys.push({ pubkey, isSigner: false, isWritable: false });
  return instruction;
}

// What is really paid: what the URL asks for, and what the variant makes of it.
function wantedPayment(variant) {
  const asked = readPayUrl(variant.url);
  const amount = variant.amount === undefined ? asked.amount : BigInt(variant.amount);
  if (amount === null) throw new RangeError('neither the URL nor the call says an amount');
  return {
    recipient: variant.recipient === undefined ? asked.recipient : readKey(variant.recipient, 'the recipient'),
    mint: variant.wrong_mint ? new PublicKey(MINTS.worthless) : asked.mint,
    amounts: variant.two_transfers ? [amount / 2n, amount - amount / 2n] : [amount],
    amount,
    references: variant.without_reference ? [] : [...asked.references, ...(variant.references ?? []).map((reference) => readKey(reference, 'reference'))],
    memo: variant.without_memo ? null : asked.memo,
  };
}

function lamportTransfer({ payer, recipient, amount }) {
  return { instructions: [SystemProgram.transfer({ fromPubkey: payer, toPubkey: recipient, lamports: amount })], signers: [] };
}

// The money lies in a token account that is closed in favour of the recipient: no transfer tells of it.
function closingTransfer({ payer, recipient, amount }) {
  const account = Keypair.generate();
  return {
    instructions: [
      SystemProgram.createAccount({ fromPubkey: payer, newAccountPubkey: account.publicKey, lamports: Number(amount), space: TOKEN_ACCOUNT_BYTES, programId: TOKEN_PROGRAM_ID }),
      createInitializeAccountInstruction(account.publicKey, NATIVE_MINT, payer),
      createCloseAccountInstruction(account.publicKey, recipient, payer),
    ],
    signers: [account],
  };
}

const tokenTransfer = (plain) => ({ payer, recipient, mint, amount }) => {
  const [from, to] = [payer, recipient].map((owner) => getAssociatedTokenAddressSync(mint, owner, true));
  const transfer = plain ? createTransferInstruction(from, to, payer, amount) : createTransferCheckedInstruction(from, mint, to, payer, amount, MINT_DECIMALS);
  return { instructions: [transfer], signers: [] };
};

function transferOf(variant, mint) {
  if (mint !== null && variant.through_program) throw new RangeError('through_program is for SOL');
  if (mint === null && variant.plain_transfer) throw new RangeError('plain_transfer is for tokens');
  if (mint !== null) return tokenTransfer(variant.plain_transfer);
  return variant.through_program ? closingTransfer : lamportTransfer;
}

export function createPayments({ chain, wallets, sign }) {
  // A wallet opens the recipient's account when there is none.
  function openingInstructions(payer, { recipient, mint }) {
    if (mint === null) return [];
    const account = getAssociatedTokenAddressSync(mint, recipient, true);
    return chain.accounts.find(account.toBase58()) === null ? [createAssociatedTokenAccountIdempotentInstruction(payer, account, recipient, mint)] : [];
  }

  // A look-up table with all that may stand in one.
  function openTable(instructions) {
    const addresses = instructions.flatMap(({ keys }) => keys).filter((key) => !key.isSigner).map((key) => key.pubkey);
    const head = Buffer.alloc(TABLE_HEAD_BYTES);
    head.writeUInt32LE(TABLE_KIND, 0);
    head.writeBigUInt64LE(NEVER, 4);
    const data = Buffer.concat([head, ...addresses.map((address) => address.toBuffer())]);
    const key = Keypair.generate().publicKey;
    chain.accounts.create({
      id: key.toBase58(), lamports: chain.accounts.rentFor(data.length), owner: PROGRAMS.address_lookup_table, data: data.toString('base64'), executable: false,
    });
    return new AddressLookupTableAccount({ key, state: AddressLookupTableAccount.deserialize(data) });
  }

  function build(variant, payer) {
    const wanted = wantedPayment(variant);
    const transfer = transferOf(variant, wanted.mint);
    wallets.provide(payer.publicKey, wanted.mint?.toBase58() ?? null, wanted.amount);
    const transfers = wanted.amounts.map((amount) => transfer({ ...wanted, payer: payer.publicKey, amount }));
    transfers.forEach(({ instructions }) => withReferences(instructions.at(-1), wanted.references));
    const instructions = [
      ...openingInstructions(payer.publicKey, wanted),
      ...(wanted.memo === null ? [] : [memoInstruction(wanted.memo)]),
      ...transfers.flatMap(({ instructions: own }) => own),
      ...(variant.failing ? [SystemProgram.transfer({ fromPubkey: payer.publicKey, toPubkey: wanted.recipient, lamports: TOO_MUCH })] : []),
    ];
    return { instructions, signers: [payer, ...transfers.flatMap(({ signers }) => signers)] };
  }

  function sponsor(signers) {
    const key = wallets.keyOf(SPONSOR);
    wallets.provide(key.publicKey, null, 0n);
    return [key, ...signers];
  }

  // A signed transaction, not yet sent. RangeError for what cannot be paid.
  function write(variant, payer) {
    const { instructions, signers } = build(variant, payer);
    return sign({ instructions, signers: variant.from_multiple_signers ? sponsor(signers) : signers, tables: variant.versioned ? [openTable(instructions)] : null });
  }

  // What became of a transaction that is given to the chain without a preflight.
  function send(bytes) {
    const record = chain.land(bytes);
    return { signature: decodeTransaction(bytes).signatures[0], landed: record !== null, err: record?.err ?? null };
  }

  return {
    send,
    pay(variant) {
      const payer = wallets.keyOf(variant.wallet ?? 'buyer');
      const bytes = write(variant, payer);
      const sent = variant.drop ? { signature: decodeTransaction(bytes).signatures[0], landed: false, err: null } : send(bytes);
      return { ...sent, wallet: payer.publicKey.toBase58(), bytes: bytes.toString('base64') };
    },
  };
}
