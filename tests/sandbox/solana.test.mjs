// Solana's nodes, with the official client: transfers by the real programs, what is told of them, what is refused.
import assert from 'node:assert/strict';
import { after, beforeEach, describe, test } from 'node:test';
import { ComputeBudgetProgram, Keypair, LAMPORTS_PER_SOL, PublicKey, SystemProgram, Transaction, TransactionInstruction } from '@solana/web3.js';
import {
  createAssociatedTokenAccountIdempotentInstruction, createSyncNativeInstruction, createTransferCheckedInstruction, getAccount, getAssociatedTokenAddressSync, getMint, NATIVE_MINT,
} from '@solana/spl-token';
import { newAddress, publicKey, solanaOf, USDC } from './testing/solana.mjs';
import { startSandbox } from './testing/start_sandbox.mjs';
import { waitUntil } from './testing/wait_until.mjs';

const sandbox = await startSandbox({ smtp: false, more_words: ['--solana-finality-ms', '0,0'] });
const solana = solanaOf(sandbox);
const connection = solana.connect();
after(() => sandbox.stop());

const FOR_EVER = 1_000_000_000;
const MEMO = new PublicKey('MemoSq4gqABAXKb96qnH8TysNcWxMyWCqXgDLGmfcHr');

async function newBuyer(gifts = { lamports: 10 * LAMPORTS_PER_SOL }) {
  const buyer = Keypair.generate();
  await solana.give(buyer.publicKey, gifts);
  return buyer;
}

async function signed(signers, instructions, { at = connection, commitment = 'confirmed' } = {}) {
  const { blockhash } = await at.getLatestBlockhash(commitment);
  const transaction = new Transaction({ feePayer: signers[0].publicKey, recentBlockhash: blockhash }).add(...instructions);
  transaction.sign(...signers);
  return transaction.serialize();
}
const OPTIONS = { preflightCommitment: 'confirmed', maxRetries: 0 };
const send = async (signers, instructions, options = {}) => connection.sendRawTransaction(await signed(signers, instructions), { ...OPTIONS, ...options });
const transfer = (from, to, lamports) => SystemProgram.transfer({ fromPubkey: from.publicKey, toPubkey: publicKey(to), lamports });
const sendBase64 = (bytes, options = {}, letter = 'a') => solana.rpc('sendTransaction', [bytes.toString('base64'), { encoding: 'base64', ...OPTIONS, ...options }], letter);
const stageOf = async (signature, letter) => (await solana.result('getSignatureStatuses', [[signature]], letter)).value[0]?.confirmationStatus ?? null;
const violations = async () => (await sandbox.getJson('/control/violations')).flatMap((row) => row.problems.map((problem) => problem.field));

beforeEach(async () => {
  await solana.setFinality(0, 0);
  await sandbox.reset();
});

describe('the cluster', () => {
  test('is devnet, and well', async () => {
    assert.equal(await connection.getGenesisHash(), 'EtWTRABZaYq6iMfeYKouRu166VU2xqa1wcaWoxPkrZBG');
    assert.equal(await solana.result('getHealth'), 'ok');
    assert.match((await connection.getVersion())['solana-core'], /^3\./);
    assert.equal((await connection.getEpochInfo()).slotsInEpoch, 432_000);
    assert.equal((await connection.getRecentPrioritizationFees()).at(-1).prioritizationFee, 0);
  });

  test('counts blocks apart from slots, and all nodes alike', async () => {
    const { slot } = await solana.advance(10);
    const height = await connection.getBlockHeight();
    assert.ok(await connection.getSlot() >= slot);
    assert.ok(height < slot);
    assert.ok(await solana.connect('c').getBlockHeight() >= height);
  });

  test('a blockhash lives 150 blocks', async () => {
    const { blockhash, lastValidBlockHeight } = await connection.getLatestBlockhash('confirmed');
    const isValid = async () => (await connection.isBlockhashValid(blockhash, { commitment: 'confirmed' })).value;
    assert.equal(await isValid(), true);
    const height = await connection.getBlockHeight('confirmed');
    assert.ok(lastValidBlockHeight - height <= 150);
    await solana.advance(151);
    assert.equal(await isValid(), false);
    assert.ok(await connection.getBlockHeight('confirmed') > lastValidBlockHeight);
  });

  test('a blockhash is not known to those who are further back', async () => {
    await solana.setFinality(0, FOR_EVER);
    await waitUntil(async () => {
      const { blockhash } = await connection.getLatestBlockhash('confirmed');
      return !(await connection.isBlockhashValid(blockhash, { commitment: 'finalized' })).value;
    });
    await solana.advance(1);
    const { blockhash } = await connection.getLatestBlockhash('finalized');
    assert.equal((await connection.isBlockhashValid(blockhash, { commitment: 'finalized' })).value, true);
  });

  test('the mints are there, with six decimals', async () => {
    const { decimals, isInitialized } = await getMint(connection, publicKey(USDC));
    assert.deepEqual([decimals, isInitialized], [6, true]);
  });
});

describe('transfers', () => {
  test('of SOL, with a memo and references, in every encoding', async () => {
    const buyer = await newBuyer();
    const [treasury, reference] = [newAddress(), newAddress()];
    const instruction = transfer(buyer, treasury, 250_000_000);
    instruction.keys.push({ pubkey: publicKey(reference), isSigner: false, isWritable: false });
    const memo = new TransactionInstruction({ programId: MEMO, keys: [], data: Buffer.from('order 42') });
    const signature = await send([buyer], [memo, instruction]);

    const [listed] = await connection.getSignaturesForAddress(publicKey(reference));
    assert.deepEqual([listed.signature, listed.err, listed.memo, listed.confirmationStatus], [signature, null, '[8] order 42', 'finalized']);
    const parsed = await connection.getParsedTransaction(signature, { maxSupportedTransactionVersion: 0 });
    assert.deepEqual(parsed.transaction.message.instructions.map((each) => each.program), ['spl-memo', 'system']);
    assert.equal(parsed.transaction.message.instructions[0].parsed, 'order 42');
    assert.deepEqual(parsed.transaction.message.instructions[1].parsed, {
      type: 'transfer', info: { source: buyer.publicKey.toBase58(), destination: treasury, lamports: 250_000_000 },
    });
    assert.deepEqual([parsed.meta.fee, parsed.meta.err, parsed.version, parsed.slot], [5000, null, 'legacy', listed.slot]);

    const plain = await solana.result('getTransaction', [signature, { encoding: 'json', maxSupportedTransactionVersion: 0 }]);
    const { accountKeys, header, instructions } = plain.transaction.message;
    assert.deepEqual(header, { numRequiredSignatures: 1, numReadonlySignedAccounts: 0, numReadonlyUnsignedAccounts: 3 });
    assert.deepEqual(instructions[1].accounts.map((place) => accountKeys[place]), [buyer.publicKey.toBase58(), treasury, reference]);
    assert.deepEqual(plain.meta.loadedAddresses, { writable: [], readonly: [] });
    assert.equal(plain.meta.preBalances[0] - plain.meta.postBalances[0], 250_005_000);
    const { transaction: [bytes, encoding] } = await solana.result('getTransaction', [signature, { encoding: 'base64' }]);
    assert.equal(encoding, 'base64');
    assert.ok(Transaction.from(Buffer.from(bytes, 'base64')).verifySignatures());
  });

  test('of USDC, which opens the account of the receiver', async () => {
    const buyer = await newBuyer({ lamports: LAMPORTS_PER_SOL, usdc: 50_000_000 });
    const [treasury, reference, mint] = [newAddress(), newAddress(), publicKey(USDC)];
    const [from, to] = [buyer.publicKey, publicKey(treasury)].map((owner) => getAssociatedTokenAddressSync(mint, owner));
    assert.equal(await connection.getAccountInfo(to), null);
    const move = createTransferCheckedInstruction(from, mint, to, buyer.publicKey, 19_990_000n, 6);
    move.keys.push({ pubkey: publicKey(reference), isSigner: false, isWritable: false });
    const signature = await send([buyer], [createAssociatedTokenAccountIdempotentInstruction(buyer.publicKey, to, publicKey(treasury), mint), move]);

    const { meta, transaction } = await solana.transaction(signature);
    const place = transaction.message.accountKeys.findIndex((key) => key.pubkey === to.toBase58());
    assert.equal(meta.preTokenBalances.some((row) => row.accountIndex === place), false);
    assert.deepEqual(meta.postTokenBalances.find((row) => row.accountIndex === place), {
      accountIndex: place, mint: USDC, owner: treasury, programId: 'TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA',
      uiTokenAmount: { amount: '19990000', decimals: 6, uiAmount: 19.99, uiAmountString: '19.99' },
    });
    const [opening, moving] = transaction.message.instructions;
    assert.equal(opening.parsed.type, 'createIdempotent');
    assert.deepEqual(meta.innerInstructions[0].instructions.map((inner) => inner.parsed.type), ['getAccountDataSize', 'createAccount', 'initializeImmutableOwner', 'initializeAccount3']);
    // A node takes a reference for the signer of a multisig.
    assert.deepEqual(moving.parsed.info, {
      source: from.toBase58(), mint: USDC, destination: to.toBase58(), multisigAuthority: buyer.publicKey.toBase58(), signers: [reference],
      tokenAmount: { amount: '19990000', decimals: 6, uiAmount: 19.99, uiAmountString: '19.99' },
    });
    assert.equal((await getAccount(connection, to)).amount, 19_990_000n);
    assert.deepEqual((await connection.getTokenAccountBalance(to)).value, { amount: '19990000', decimals: 6, uiAmount: 19.99, uiAmountString: '19.99' });
    const owned = await connection.getParsedTokenAccountsByOwner(publicKey(treasury), { mint });
    assert.deepEqual(owned.value.map((row) => [row.pubkey.toBase58(), row.account.data.parsed.info.tokenAmount.amount]), [[to.toBase58(), '19990000']]);
    assert.equal(await connection.getMinimumBalanceForRentExemption(165), (await connection.getAccountInfo(to)).lamports);
    assert.deepEqual((await connection.getMultipleAccountsInfo([to, publicKey(newAddress())])).map((account) => account?.data.length ?? null), [165, null]);
    const { usdc, tokens } = await solana.balances(treasury);
    assert.deepEqual([usdc, tokens.length], ['19990000', 1]);
  });

  test('of wrapped SOL are of a token with nine decimals', async () => {
    const buyer = await newBuyer();
    const account = getAssociatedTokenAddressSync(NATIVE_MINT, buyer.publicKey);
    const opening = createAssociatedTokenAccountIdempotentInstruction(buyer.publicKey, account, buyer.publicKey, NATIVE_MINT);
    const signature = await send([buyer], [opening, transfer(buyer, account, LAMPORTS_PER_SOL), createSyncNativeInstruction(account)]);
    const { meta } = await solana.transaction(signature);
    assert.deepEqual(meta.postTokenBalances.map((row) => [row.mint, row.uiTokenAmount.uiAmountString]), [[NATIVE_MINT.toBase58(), '1']]);
  });

  test('cost what the fee of the message says, priority included', async () => {
    const buyer = await newBuyer();
    const bytes = await signed([buyer], [ComputeBudgetProgram.setComputeUnitLimit({ units: 1000 }), ComputeBudgetProgram.setComputeUnitPrice({ microLamports: 5000n }), transfer(buyer, newAddress(), LAMPORTS_PER_SOL)]);
    const { value } = await connection.getFeeForMessage(Transaction.from(bytes).compileMessage(), 'confirmed');
    const signature = await connection.sendRawTransaction(bytes, OPTIONS);
    assert.equal(value, 5005);
    assert.equal((await solana.transaction(signature)).meta.fee, value);
    assert.equal(await connection.getBalance(buyer.publicKey), 9 * LAMPORTS_PER_SOL - value);
  });

  test('that fail are kept, cost a fee and move nothing', async () => {
    const buyer = await newBuyer();
    const treasury = newAddress();
    await solana.give(treasury, { lamports: LAMPORTS_PER_SOL });
    const signature = await send([buyer], [transfer(buyer, treasury, LAMPORTS_PER_SOL), transfer(buyer, treasury, 100 * LAMPORTS_PER_SOL)], { skipPreflight: true });
    const { meta } = await solana.transaction(signature);
    assert.deepEqual(meta.err, { InstructionError: [1, { Custom: 1 }] });
    assert.deepEqual(meta.status, { Err: meta.err });
    assert.equal(await connection.getBalance(publicKey(treasury)), LAMPORTS_PER_SOL);
    assert.equal(await connection.getBalance(buyer.publicKey), 10 * LAMPORTS_PER_SOL - 5000);
    assert.deepEqual((await solana.signatures(treasury))[0].err, meta.err);
  });

  test('an airdrop is a transaction', async () => {
    const address = newAddress();
    await assert.rejects(connection.requestAirdrop(publicKey(address), 5), /InsufficientFundsForRent/);
    assert.equal((await solana.balances(address)).lamports, '0');
    const enough = await connection.requestAirdrop(publicKey(address), LAMPORTS_PER_SOL);
    assert.equal((await connection.getSignatureStatus(enough)).value.confirmationStatus, 'finalized');
    assert.equal((await solana.balances(address)).lamports, String(LAMPORTS_PER_SOL));
  });

  test('lists of signatures go from the newest, in pages', async () => {
    const address = newAddress();
    const given = [];
    for (let round = 0; round < 5; round += 1) given.unshift(...(await solana.give(address, { lamports: LAMPORTS_PER_SOL })).signatures);
    const page = async (options) => (await solana.signatures(address, options)).map((row) => row.signature);
    assert.deepEqual(await page({}), given);
    assert.deepEqual(await page({ limit: 2 }), given.slice(0, 2));
    assert.deepEqual(await page({ limit: 2, before: given[1] }), given.slice(2, 4));
    assert.deepEqual(await page({ until: given[3] }), given.slice(0, 3));
    assert.deepEqual(await page({ before: given[1], until: given[4] }), given.slice(2, 4));
  });
});

describe('sending', () => {
  const lines = [
    {
      name: 'what would fail', code: -32002, err: { InstructionError: [0, { Custom: 1 }] }, words: 'Transaction simulation failed: Error processing Instruction 0: custom program error: 0x1',
      bytes: async (buyer) => signed([buyer], [transfer(buyer, newAddress(), 100 * LAMPORTS_PER_SOL)]),
    },
    {
      name: 'what nobody can pay for', code: -32002, err: 'AccountNotFound', words: 'Transaction simulation failed: Attempt to debit an account but found no record of a prior credit.',
      bytes: async () => signed([Keypair.generate()], [new TransactionInstruction({ programId: MEMO, keys: [], data: Buffer.from('none') })]),
    },
    {
      name: 'a blockhash that is over', code: -32002, err: 'BlockhashNotFound', words: 'Transaction simulation failed: Blockhash not found',
      bytes: async (buyer) => {
        const bytes = await signed([buyer], [transfer(buyer, newAddress(), LAMPORTS_PER_SOL)]);
        await solana.advance(200);
        return bytes;
      },
    },
    {
      name: 'what has landed before', code: -32002, err: 'AlreadyProcessed', words: 'Transaction simulation failed: This transaction has already been processed',
      bytes: async (buyer) => {
        const bytes = await signed([buyer], [transfer(buyer, newAddress(), LAMPORTS_PER_SOL)]);
        await connection.sendRawTransaction(bytes, OPTIONS);
        return bytes;
      },
    },
    {
      name: 'a wrong signature', code: -32003, err: undefined, words: 'Transaction signature verification failure', violations: ['transaction'],
      bytes: async (buyer) => {
        const bytes = await signed([buyer], [transfer(buyer, newAddress(), LAMPORTS_PER_SOL)]);
        bytes[10] ^= 1;
        return bytes;
      },
    },
    { name: 'what is no transaction', code: -32602, err: undefined, words: 'Invalid params: failed to deserialize a transaction in base64', violations: ['transaction'], bytes: async () => Buffer.alloc(100) },
  ];
  for (const line of lines) {
    test(`${line.name} is refused`, async () => {
      const { error } = await sendBase64(await line.bytes(await newBuyer()));
      assert.deepEqual([error.code, error.message, error.data?.err], [line.code, line.words, line.err]);
      assert.deepEqual(await violations(), line.violations ?? []);
    });
  }

  test('without a preflight all is taken, and what cannot land does not', async () => {
    const buyer = await newBuyer();
    const bytes = await signed([buyer], [transfer(buyer, newAddress(), LAMPORTS_PER_SOL)]);
    await solana.advance(200);
    const { result } = await sendBase64(bytes, { skipPreflight: true });
    assert.equal(typeof result, 'string');
    assert.equal(await stageOf(result), null);
  });

  test('again does not pay again', async () => {
    const buyer = await newBuyer();
    const treasury = newAddress();
    const bytes = await signed([buyer], [transfer(buyer, treasury, LAMPORTS_PER_SOL)]);
    const first = await sendBase64(bytes);
    const again = await sendBase64(bytes, { skipPreflight: true }, 'b');
    assert.equal(again.result, first.result);
    assert.equal((await solana.balances(treasury)).lamports, String(LAMPORTS_PER_SOL));
  });

  test('trying changes nothing', async () => {
    const buyer = await newBuyer();
    const bytes = await signed([buyer], [transfer(buyer, newAddress(), LAMPORTS_PER_SOL)]);
    const { value } = await solana.result('simulateTransaction', [bytes.toString('base64'), { encoding: 'base64', sigVerify: true, commitment: 'confirmed' }]);
    assert.deepEqual([value.err, value.unitsConsumed], [null, 150]);
    assert.equal(await connection.getBalance(buyer.publicKey), 10 * LAMPORTS_PER_SOL);
  });
});

describe('requests', () => {
  const wrong = [
    { name: 'an unknown method', method: 'getBlocks', params: [], code: -32601, field: 'method' },
    { name: 'no parameter', method: 'getBalance', params: [], code: -32602, field: 'address' },
    { name: 'an address too short', method: 'getBalance', params: ['abc'], code: -32602, field: 'address' },
    { name: 'an address of 31 bytes', method: 'getBalance', params: ['1'.repeat(33)], code: -32602, field: 'address' },
    { name: 'the past as processed', method: 'getSignaturesForAddress', params: [USDC, { commitment: 'processed' }], code: -32602, field: 'config.commitment' },
    { name: 'a page too large', method: 'getSignaturesForAddress', params: [USDC, { limit: 1001 }], code: -32602, field: 'config.limit' },
  ];
  for (const row of wrong) {
    test(`${row.name} is refused`, async () => {
      assert.equal((await solana.rpc(row.method, row.params)).error.code, row.code);
      assert.deepEqual(await violations(), [row.field]);
    });
  }

  test('a slot that is not reached yet', async () => {
    const { error } = await solana.rpc('getSlot', [{ minContextSlot: 10 ** 12 }]);
    assert.equal(error.code, -32016);
  });

  test('a token account that is none', async () => {
    assert.equal((await solana.rpc('getTokenAccountBalance', [newAddress()])).error.message, 'Invalid param: could not find account');
  });

  test('several in one, and what is no JSON', async () => {
    const request = (id, method) => ({ jsonrpc: '2.0', id, method });
    const several = await sandbox.request('/solana/a', { method: 'POST', body: JSON.stringify([request(1, 'getHealth'), request(2, 'getNothing')]) });
    assert.deepEqual((await several.json()).map((answer) => [answer.id, answer.result ?? answer.error.code]), [[1, 'ok'], [2, -32601]]);
    const broken = await sandbox.request('/solana/a', { method: 'POST', body: '{' });
    assert.equal((await broken.json()).error.code, -32700);
    assert.equal((await sandbox.request('/solana/a')).status, 405);
  });
});
