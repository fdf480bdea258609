// CoinGecko: the simple price, for a demo key, a pro key or none.
import { json } from '../../server/answer.mjs';
import { object } from '../../server/control_body.mjs';
import { createEndpoint } from './endpoint.mjs';
import { ASSETS } from './market.mjs';

const KEY_HEADERS = ['x-cg-demo-api-key', 'x-cg-pro-api-key'];

const TEXT = { type: 'string', minLength: 1 };
const NOTHING = object({});
const SIMPLE_PRICE = object({ ids: TEXT, vs_currencies: TEXT, include_last_updated_at: { type: 'boolean' }, precision: { const: 'full' } }, ['ids', 'vs_currencies', 'precision']);

const refusal = (status, words) => json(status, { status: { error_code: status, error_message: words } });

const REFUSALS = {
  rate_limited: () => refusal(429, 'You have exceeded the rate limit.'),
  error: () => refusal(500, 'Internal server error.'),
};

function problemsOfHeaders(headers) {
  const keys = KEY_HEADERS.filter((name) => headers[name] !== undefined);
  const isRight = keys.length === 0 || (keys.length === 1 && headers[keys[0]] !== '');
  return isRight ? [] : [{ field: keys[0], rule: 'plain', message: 'must be one key, of one kind' }];
}

export function createCoingeckoEndpoint({ name, market, contract, violations }) {
  // The price is written as it was given: no number in between could change its digits.
  function coinText({ coingecko_id, symbol }, { vs_currencies, include_last_updated_at }) {
    const { usd, published_at } = market.quote('coingecko', symbol);
    const members = [
      vs_currencies.split(',').includes('usd') && `"usd":${usd}`,
      include_last_updated_at && `"last_updated_at":${published_at}`,
    ];
    return `"${coingecko_id}":{${members.filter(Boolean).join(',')}}`;
  }

  // A coin or currency that it does not know is left out without a word.
  function answerPrices(asked) {
    const ids = asked.ids.split(',');
    const coins = ASSETS.filter((asset) => ids.includes(asset.coingecko_id));
    return { ...json(200, {}), body: `{${coins.map((asset) => coinText(asset, asked)).join(',')}}` };
  }

  return createEndpoint({
    name, mount: '/coingecko/api/v3', fault: 'coingecko', contract, problemsOfHeaders, refusal, refusals: REFUSALS, violations,
    operations: [
      { path: '/ping', schema: NOTHING, answer: () => json(200, { gecko_says: '(V3) To the Moon!' }) },
      { path: '/simple/price', schema: SIMPLE_PRICE, answer: answerPrices },
    ],
  });
}
