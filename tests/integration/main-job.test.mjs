// The main job, as the README tells it: sign in, buy a pack, see the gem, find it in the vault, prove the draw was fair.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { recompute } from '../draw/recompute.mjs';
import { assertBooksAgree } from './support/accounting.mjs';
import { newPack } from './support/catalogue.mjs';
import { expectStatus } from './support/client.mjs';
import { gemctl, mustSucceed } from './support/server.mjs';
import { grantWithGemctl, signIn } from './support/users.mjs';

test('a new user signs in by mail, buys a pack, finds the gem in the vault and proves the draw', async () => {
  const email = `main-${Date.now()}@test.example`;
  const pack = await newPack({ price: '25.000000', stones: { COMMON: 20, RARE: 5 }, odds: { COMMON: '80.00', RARE: '20.00' } });
  const { token, user, is_new } = await signIn(email);
  assert.equal(is_new, true);
  assert.equal(user.email, email);
  assert.deepEqual(user.wallets, { solana: null, evm: null });
  await grantWithGemctl(email, '100', 'Welcome');

  const odds = await expectStatus(200, 'GET', `/api/packs/${pack.id}/odds`);
  const commitment = await expectStatus(200, 'GET', '/api/fairness', { token });
  const opening = await expectStatus(201, 'POST', `/api/packs/${pack.id}/purchase`, {
    token, key: 'main-job', body: { quantity: 2, method: 'CREDIT', client_seed: 'my own seed', version_hash: odds.version_hash },
  });
  assert.equal(opening.status, 'OPENED');
  assert.equal(opening.items.length, 2);
  assert.equal(opening.total_cost_usd, '50.000000');
  assert.equal(opening.fairness.server_seed_hash, commitment.server_seed_hash);
  assert.equal(opening.fairness.client_seed, 'my own seed');

  const vault = await expectStatus(200, 'GET', '/api/vault', { token });
  assert.deepEqual(vault.items.map((item) => item.nft_id).sort(), opening.items.map((item) => item.nft_id).sort());
  const detail = await expectStatus(200, 'GET', `/api/vault/${opening.items[0].vault_item_id}`, { token });
  assert.deepEqual(detail.provenance.map((event) => event.event), ['IMPORTED', 'DRAWN']);
  assert.equal(detail.provenance[1].owner, user.handle);

  const proof = await expectStatus(200, 'GET', `/api/packs/openings/${opening.id}/proof`);
  assert.deepEqual(recompute(proof).problems, []);
  assert.match(mustSucceed(await gemctl('verify', opening.id)), /^verified/m);

  const me = await expectStatus(200, 'GET', '/api/me', { token });
  assert.equal(me.credit_balance, '50.000000');
  assert.equal(me.xp, 10);
  const statement = await expectStatus(200, 'GET', '/api/wallet/entries', { token });
  assert.deepEqual(statement.items.map((entry) => [entry.amount_usd, entry.balance_after_usd]),
    [['-50.000000', '50.000000'], ['100.000000', '100.000000']]);
  await assertBooksAgree();
});
