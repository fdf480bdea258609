// A draw that really happened, for pages to show: bought through the API, with its public proof.
import { newPack } from '../../integration/support/catalogue.mjs';
import { expectStatus } from '../../integration/support/client.mjs';
import { newUser } from '../../integration/support/users.mjs';

const ODDS = { COMMON: '60.00', UNCOMMON: '25.50', RARE: '10.00', EPIC: '4.50' };
const STONES = { COMMON: 30, UNCOMMON: 20, RARE: 10, EPIC: 10 };

/** Buys `quantity` gems of a new pack, or of one given by its id. {opening, proof, commitment}; commitment is what was shown before paying. */
export async function drawOnce({ quantity = 2, packId, clientSeed = 'my own seed' } = {}) {
  const user = await newUser({ credit: '1000.000000' });
  const pack = packId ?? (await newPack({ odds: ODDS, stones: STONES })).id;
  const { server_seed_hash: commitment } = await expectStatus(200, 'GET', '/api/fairness', { token: user.token });
  const { version_hash } = await expectStatus(200, 'GET', `/api/packs/${pack}/odds`);
  const opening = await expectStatus(201, 'POST', `/api/packs/${pack}/purchase`, {
    token: user.token, key: `browser-${user.id}`, body: { quantity, method: 'CREDIT', client_seed: clientSeed, version_hash },
  });
  const proof = await expectStatus(200, 'GET', `/api/packs/openings/${opening.id}/proof`);
  return { opening, proof, commitment };
}
