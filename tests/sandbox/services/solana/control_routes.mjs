// For tests and developers: wallets and money, what the chain holds, and how fast it goes.
import { PublicKey } from '@solana/web3.js';
import { json } from '../../server/answer.mjs';
import { object, withBody } from '../../server/control_body.mjs';
import { decodeTransaction } from './message.mjs';
import { MINTS } from './genesis.mjs';
import { addressOf } from './parameters.mjs';
import { PAYMENT_FIELDS } from './payments.mjs';
import { RpcError } from './rpc_error.mjs';
import { decimalsOf, readTokenAccount, tokenAmount } from './tokens.mjs';
import { WEBHOOK_TYPES } from './watcher.mjs';

const MAXIMUM_LISTED = 1000;

const AMOUNT = { type: ['integer', 'string'], minimum: 1, pattern: '^[1-9][0-9]{0,18}$' };
const ADDRESS = { type: 'string' };
const MILLISECONDS = { type: 'integer', minimum: 0, maximum: 1_000_000_000 };

const NOTHING = object({});
const WALLET = object({ name: PAYMENT_FIELDS.wallet }, ['name']);
const GIFT = object({ address: ADDRESS, lamports: AMOUNT, usdc: AMOUNT, worthless: AMOUNT }, ['address']);
const PAYMENT = object(PAYMENT_FIELDS, ['url']);
const BYTES = object({ bytes: { type: 'string' } }, ['bytes']);
const FINALITY = object({ confirmed_ms: MILLISECONDS, finalized_ms: MILLISECONDS }, ['confirmed_ms', 'finalized_ms']);
const BLOCKS = object({ count: { type: 'integer', minimum: 1, maximum: 1_000_000 } }, ['count']);
const WATCH = object({ addresses: { type: 'array', items: ADDRESS, maxItems: 1000 } }, ['addresses']);
const WEBHOOK = object({ type: { enum: WEBHOOK_TYPES } }, ['type']);

const landedForm = (chain) => (record) => ({
  signature: record.id, slot: record.slot, block_time: record.block_time, stage: chain.finality.stageOf(record), err: record.err, memo: record.memo, payer: record.keys[0],
});

export function createSolanaControl({ chain, faucet, wallets, payments, watcher }) {
  // What `act` gives for the call, or why it cannot be.
  const route = (method, path, schema, act) => ({
    method,
    path: `/control/solana${path}`,
    handle: withBody(schema, (call) => {
      try {
        chain.finality.settle();
        return json(200, act(call));
      } catch (error) {
        if (error instanceof RangeError || error instanceof RpcError) return json(400, { error: error.message });
        throw error;
      }
    }),
  });

  function give({ body: { address, ...wanted } }) {
    const key = new PublicKey(addressOf(address));
    const signatures = Object.entries(wanted).map(([name, amount]) => faucet.gifts[name](key, BigInt(amount)).id);
    return { address, signatures };
  }

  function tokenRow(account) {
    const { mint, owner, amount, program } = readTokenAccount(account);
    return { account: account.id, mint, owner, program, ...tokenAmount(amount, decimalsOf(chain.accounts.find(mint))) };
  }

  function balances({ parameters }) {
    const address = addressOf(parameters.address);
    const tokens = chain.accounts.tokenAccountsOf(address).map(tokenRow);
    const usdc = tokens.filter((row) => row.mint === MINTS.usdc).reduce((sum, row) => sum + BigInt(row.amount), 0n);
    return { address, lamports: String(chain.accounts.find(address)?.lamports ?? 0), usdc: usdc.toString(), tokens };
  }

  function transactions({ query }) {
    const signatures = query.has('address') ? chain.signaturesOf(addressOf(query.get('address'))) : chain.signatures();
    return signatures.slice(-MAXIMUM_LISTED).reverse().map(chain.find).filter((record) => record !== null).map(landedForm(chain));
  }

  function send({ body }) {
    const bytes = Buffer.from(body.bytes, 'base64');
    if (decodeTransaction(bytes) === null) throw new RangeError('bytes are no transaction in base64');
    return payments.send(bytes);
  }

  function setFinality({ body }) {
    const { confirmed_ms: confirmed, finalized_ms: finalized } = body;
    if (finalized < confirmed) throw new RangeError('finalized_ms is less than confirmed_ms');
    chain.finality.setAges({ confirmed, finalized });
    return body;
  }

  function advance({ body }) {
    chain.advance(body.count);
    return { slot: chain.slotNow() };
  }

  function setWatch({ body }) {
    watcher.watch(body.addresses.map(addressOf));
    return body;
  }

  function setWebhook({ body }) {
    watcher.setType(body.type);
    return body;
  }

  return [
    route('GET', '/wallets', NOTHING, wallets.list),
    route('POST', '/wallets', WALLET, ({ body }) => wallets.show(body.name)),
    route('POST', '/faucet', GIFT, give),
    route('GET', '/balances/{address}', NOTHING, balances),
    route('GET', '/transactions', NOTHING, transactions),
    route('POST', '/pay', PAYMENT, ({ body }) => payments.pay(body)),
    route('POST', '/send', BYTES, send),
    route('PUT', '/finality', FINALITY, setFinality),
    route('POST', '/blocks', BLOCKS, advance),
    route('PUT', '/watch', WATCH, setWatch),
    route('PUT', '/webhook', WEBHOOK, setWebhook),
  ];
}
