// One payment of the plan, from the first request to the last thing its payer does. What came of each step is noted in `steps`, for
// people only: what is right in the end is worked out from what the chain and Stripe know.
import { randomBytes, randomUUID } from 'node:crypto';
import bs58 from 'bs58';
import { api } from '../integration/support/client.mjs';
import { eventually } from '../integration/support/server.mjs';
import { MINTS } from '../sandbox/services/solana/genesis.mjs';
import { KINDS } from './kinds.mjs';
import { control, tryControl } from './outside.mjs';

const PATIENCE_MS = 8000;
const OTHER_AMOUNT = { SOL: '3000000', USDC: '20000000' }; // of USDC, of lamports: what comes for a quote in the other asset
const OTHER_MINT = { SOL: `&spl-token=${MINTS.usdc}`, USDC: '' };

function unlessCut(error) {
  if (error instanceof TypeError) return null; // the connection was lost, nobody knows when
  throw error;
}

// Asks again under the same key while nothing sure comes back. Null when patience is over.
function insist(target, { token, body }) {
  const key = randomUUID();
  const attempt = async () => {
    const answer = await api('POST', target, { token, body, key }).catch(unlessCut);
    return answer !== null && answer.status < 500 && answer;
  };
  return eventually(attempt, PATIENCE_MS).catch(() => null);
}

// What was asked for, or null; `outcome` says which.
async function request(payment, target, user, body) {
  const answer = await insist(target, { token: user.token, body });
  const { status = 'no answer', body: said } = answer ?? {};
  payment.steps.push(`${target} ${status} ${said?.id ?? said?.deposit?.id ?? said?.code ?? ''}`);
  payment.outcome = status === 201 ? 'begun' : `refused: ${said?.code ?? status}`;
  return status === 201 ? said : null;
}

const dollarsOf = ({ dollars }) => ({ amount_usd: `${dollars}.000000` });

const buy = (payment, user, pack, method) =>
  request(payment, `/api/packs/${pack.id}/purchase`, user, { quantity: payment.quantity, method });

// {id, payment} as the API tells how to pay.
async function askForQuote(payment, user, pack) {
  if (payment.purpose === 'OPENING') return buy(payment, user, pack, payment.asset);
  const answer = await request(payment, `/api/wallet/deposit/${payment.asset.toLowerCase()}`, user, dollarsOf(payment));
  return answer && { id: answer.deposit.id, payment: answer.payment };
}

function amountOf(transfer, payment, quote) {
  if (transfer.other_asset) return OTHER_AMOUNT[payment.asset];
  if (transfer.share === undefined) return quote.amount;
  const [least, most] = transfer.share;
  return String(BigInt(quote.amount) * BigInt(Math.round(least + (most - least) * payment.part / 1000)) / 1000n);
}

const urlOf = (transfer, payment, quote) =>
  transfer.other_asset ? `solana:${quote.recipient}?reference=${quote.reference}${OTHER_MINT[payment.asset]}` : quote.solana_pay_url;

const CLAIMS = {
  OPENING: (id, tx_hash) => ['/api/packs/confirm-payment', { opening_id: id, tx_hash }],
  DEPOSIT: (id, tx_hash) => [`/api/wallet/deposits/${id}/confirm`, { tx_hash }],
};

function claim(payment, { token }, id, signature) {
  const [target, body] = CLAIMS[payment.purpose](id, signature);
  return insist(target, { token, body });
}

async function transfer(payment, user, { id, payment: quote }, how) {
  const { share, other_asset, ...variant } = how;
  const sent = await control('POST', '/solana/pay', {
    ...variant, url: urlOf(how, payment, quote), amount: amountOf(how, payment, quote), wallet: user.wallet ?? 'stranger',
  });
  payment.steps.push(`sent ${sent.signature}${sent.landed ? '' : ', which did not land'}${sent.err ? ', which failed' : ''}`);
  if (!payment.names) return;
  const answer = await claim(payment, user, id, sent.signature);
  payment.steps.push(`named it: ${answer === null ? 'no answer' : `${answer.status} ${answer.body.code ?? ''}`}`);
}

// A signature that nobody ever made, as somebody might try.
const madeUp = () => bs58.encode(randomBytes(64));

async function payOnChain(payment, { users, pack, later }) {
  const user = users[payment.user];
  const kind = KINDS[payment.kind];
  const quote = await askForQuote(payment, user, pack);
  if (quote === null) return;
  const pay = async () => {
    for (const how of kind.transfers) await transfer(payment, user, quote, how);
  };
  if (kind.transfers.length === 0 && payment.names) await claim(payment, user, quote.id, madeUp());
  if (kind.waits) later.push(pay);
  else await pay();
}

const refund = (intent, members) => tryControl('POST', '/stripe/refunds', { payment_intent: intent, ...members });
const dispute = (intent) => tryControl('POST', '/stripe/disputes', { payment_intent: intent });
const closeDispute = async (intent, status) => {
  const { body } = await dispute(intent);
  return tryControl('POST', `/stripe/disputes/${body.id}/close`, { status });
};

const AFTERWARDS = {
  refund: (intent) => refund(intent),
  partRefund: (intent) => refund(intent, { amount: 100 }),
  async failedRefund(intent) {
    const { body } = await refund(intent, { amount: 150 });
    return tryControl('POST', `/stripe/refunds/${body.id}/fail`);
  },
  dispute,
  wonDispute: (intent) => closeDispute(intent, 'won'),
  lostDispute: (intent) => closeDispute(intent, 'lost'),
};

async function payByCard(payment, { users }) {
  const { card, after } = KINDS[payment.kind];
  const answer = await request(payment, '/api/wallet/deposit/stripe', users[payment.user], dollarsOf(payment));
  if (answer === null || card === null) return;
  const { body: session } = await tryControl('POST', `/stripe/sessions/${answer.deposit.external_id}/pay`, card);
  payment.steps.push(`${answer.deposit.external_id} ${session.status} ${session.payment_status} ${session.payment_intent ?? ''}`);
  if (after === undefined || !session.payment_intent) return;
  const { status, body } = await AFTERWARDS[after](session.payment_intent);
  payment.steps.push(`${after}: ${status} ${body.id ?? ''} ${body.status ?? ''}`);
}

/** Does all of a payment that can be done now; what has to wait for a jump of time goes to `later`. */
export async function pay(payment, world) {
  const kind = KINDS[payment.kind];
  if (kind.transfers) await payOnChain(payment, world);
  else if ('card' in kind) await payByCard(payment, world);
  else await buy(payment, world.users[payment.user], world.pack, 'CREDIT');
}
