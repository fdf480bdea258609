// The market: one price for each asset, and what each source makes of it.
import { object } from '../../server/control_body.mjs';

export const ASSETS = [
  { symbol: 'SOL', usd: '142.135000', coingecko_id: 'solana', pyth_id: 'ef0d8b6fda2ceba41da15d4095d1da392a0d2f8ed0c6c7bc0f4cfac8c280b56d' },
  { symbol: 'ZETA', usd: '0.82', coingecko_id: 'zetachain', pyth_id: 'b70656181007f487e392bf0d92e55358e9f0da5da6531c7c4ce7828aa11277fe' },
];

const USUAL = Object.freeze({ age_seconds: 0, conf_percent: 0.05, frozen: false });

const USD = { type: 'string', pattern: '^(0|[1-9][0-9]{0,11})(\\.[0-9]{1,18})?$' };
const QUOTE = { usd: USD, age_seconds: { type: 'integer', minimum: 0, maximum: 1_000_000_000 }, frozen: { type: 'boolean' } };
const SOURCES = {
  coingecko: object(QUOTE),
  pyth: object({ ...QUOTE, conf_percent: { type: 'number', minimum: 0, maximum: 100 } }),
};

// What is left out is as usual.
export const SETTINGS = object(Object.fromEntries(ASSETS.map(({ symbol }) => [symbol, object({ usd: USD, ...SOURCES })])));

export function createMarket(clock) {
  let settings = {};
  let frozen = new Map();

  const nameOf = (source, symbol) => `${source} ${symbol}`;

  function set(wanted) {
    const before = frozen;
    settings = Object.fromEntries(ASSETS.map(({ symbol, usd }) => [symbol, { usd, ...wanted[symbol] }]));
    const names = ASSETS.flatMap(({ symbol }) => Object.keys(SOURCES)
      .filter((source) => settings[symbol][source]?.frozen).map((source) => nameOf(source, symbol)));
    frozen = new Map(names.map((name) => [name, before.get(name) ?? clock.now()]));
    return settings;
  }

  set({});
  return {
    settings: () => settings,
    set,

    // What a source says of an asset: {usd, conf_percent, published_at, …}; usd is decimal text, published_at in seconds.
    quote(source, symbol) {
      const { usd, [source]: own } = settings[symbol];
      const quote = { ...USUAL, usd, ...own };
      const time = frozen.get(nameOf(source, symbol)) ?? clock.now();
      return { ...quote, published_at: Math.floor(time / 1000) - quote.age_seconds };
    },
  };
}
