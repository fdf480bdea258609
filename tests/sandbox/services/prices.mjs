// What coins are worth, by CoinGecko and by Pyth. Both tell of one market, each in its own way.
import { json } from '../server/answer.mjs';
import { withBody } from '../server/control_body.mjs';
import { FAULT_MODES } from '../server/faults.mjs';
import { createCoingeckoEndpoint } from './prices/coingecko.mjs';
import { createMarket, SETTINGS } from './prices/market.mjs';
import { createPythEndpoint } from './prices/pyth.mjs';

const PATH = '/control/prices';

// Who only reads cannot lose anything.
export const PRICE_MODES = FAULT_MODES.filter((row) => row.mode !== 'lost');

export function createPricesService({ name, clock, violations, contracts }) {
  const market = createMarket(clock);
  return {
    endpoints: [
      createCoingeckoEndpoint({ name, market, contract: contracts.find('coingecko-demo.json'), violations }),
      createPythEndpoint({ name, market, contract: contracts.find('pyth-hermes.json'), violations }),
    ],
    routes: [
      { method: 'GET', path: PATH, handle: () => json(200, market.settings()) },
      { method: 'PUT', path: PATH, handle: withBody(SETTINGS, ({ body }) => json(200, market.set(body))) },
    ],
    listeners: [],
    links: [{ path: PATH, title: 'Prices' }],
  };
}
