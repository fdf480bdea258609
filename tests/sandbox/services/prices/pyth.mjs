// Pyth's Hermes: the latest prices, as whole numbers with an exponent and with how sure Pyth is of them.
import { json } from '../../server/answer.mjs';
import { object } from '../../server/control_body.mjs';
import { createEndpoint } from './endpoint.mjs';
import { ASSETS } from './market.mjs';

const DECIMALS = 8;

// The signed update, which only a chain could check: no more than its first bytes.
const BINARY = { encoding: 'hex', data: ['504e4155'] };

const LATEST = object({
  'ids[]': { type: 'array', minItems: 1, items: { type: 'string', pattern: '^(0x)?[0-9a-fA-F]{64}$' } }, parsed: { const: true, type: 'boolean' },
}, ['ids[]']);

const text = (status, words, headers = {}) => ({ status, headers: { 'content-type': 'text/plain; charset=utf-8', ...headers }, body: words });

const REFUSALS = {
  rate_limited: () => text(429, 'Too many requests', { 'retry-after': '60' }),
  error: () => text(500, 'Internal server error'),
};

// Decimal text as a whole number of 10^-8, rounded down.
function scaled(decimal) {
  const [whole, fraction = ''] = decimal.split('.');
  return BigInt(whole + fraction.slice(0, DECIMALS).padEnd(DECIMALS, '0'));
}

function feedOf({ pyth_id, usd, conf_percent, published_at }) {
  const value = scaled(usd);
  const conf = (value * BigInt(Math.round(conf_percent * 1e6))) / 100_000_000n;
  const price = { price: String(value), conf: String(conf), expo: -DECIMALS, publish_time: published_at };
  return { id: pyth_id, price, ema_price: price, metadata: { slot: published_at, proof_available_time: published_at + 1, prev_publish_time: published_at - 1 } };
}

const plainId = (id) => id.toLowerCase().replace(/^0x/, '');

export function createPythEndpoint({ name, market, contract, violations }) {
  function answerLatest({ 'ids[]': ids }) {
    const assets = ids.map((id) => ASSETS.find((asset) => asset.pyth_id === plainId(id)));
    const unknown = ids.filter((id, place) => assets[place] === undefined);
    if (unknown.length > 0) return text(404, `Price ids not found: ${unknown.map((id) => `0x${plainId(id)}`).join(', ')}`);
    return json(200, { binary: BINARY, parsed: assets.map(({ pyth_id, symbol }) => feedOf({ pyth_id, ...market.quote('pyth', symbol) })) });
  }

  return createEndpoint({
    name, mount: '/pyth', fault: 'pyth', contract, refusal: text, refusals: REFUSALS, violations,
    operations: [{ path: '/v2/updates/price/latest', schema: LATEST, answer: answerLatest }],
  });
}
