// A draw that really happened, for pages to show: a new person signs in by mail, buys, and the proof is public.
import { randomUUID } from 'node:crypto';
import { newPack } from '../../integration/support/catalogue.mjs';
import { expectStatus } from '../../integration/support/client.mjs';
import { grantWithGemctl, signIn } from '../../integration/support/users.mjs';

const ODDS = { COMMON: '60.00', UNCOMMON: '25.50', RARE: '10.00', EPIC: '4.50' };
const STONES = { COMMON: 30, UNCOMMON: 20, RARE: 10, EPIC: 10 };

/** A pack with stones of several rarities. */
export const newDrawPack = () => newPack({ odds: ODDS, stones: STONES });

/** Buys `quantity` gems of a new pack, or of one given by its id. {opening, proof, commitment}; commitment is what was shown before paying. */
export async function drawOnce({ quantity = 2, packId, clientSeed = 'my own seed' } = {}) {
  const email = `${randomUUID()}@test.example`;
  const { token } = await signIn(email);
  await grantWithGemctl(email, '1000', 'Browser test');
  const pack = packId ?? (await newDrawPack()).id;
  const { server_seed_hash: commitment } = await expectStatus(200, 'GET', '/api/fairness', { token });
  const { version_hash } = await expectStatus(200, 'GET', `/api/packs/${pack}/odds`);
  const opening = await expectStatus(201, 'POST', `/api/packs/${pack}/purchase`, {
    token, key: `browser-${email}`, body: { quantity, method: 'CREDIT', client_seed: clientSeed, version_hash },
  });
  const proof = await expectStatus(200, 'GET', `/api/packs/openings/${opening.id}/proof`);
  return { opening, proof, commitment };
}
