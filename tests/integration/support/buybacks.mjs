// Gems to sell back to the platform, and the requests about them.
import { api, expectStatus } from './client.mjs';
import { mustBuy } from './openings.mjs';
import { gemctl, sql } from './server.mjs';

/** Buys `count` gems of a pack. Their vault item ids. */
export const gemsFor = async (user, pack, count = 1) => (await mustBuy(user, pack, { quantity: count })).items.map((item) => item.vault_item_id);

export const request = (user, item, { key, ...body } = {}) =>
  api('POST', `/api/vault/${item}/buyback`, { token: user.token, key, body: { payout: 'CREDIT', ...body } });
export const mustRequest = (user, item, body = {}) =>
  expectStatus(201, 'POST', `/api/vault/${item}/buyback`, { token: user.token, body: { payout: 'CREDIT', ...body } });
export const sell = (user, item, { key, ...body } = {}) => api('POST', `/api/vault/${item}/instant-sell`, { token: user.token, key, body });
export const withdraw = (user, id) => api('DELETE', `/api/buyback/${id}`, { token: user.token });
export const buybackOf = (user, id) => expectStatus(200, 'GET', `/api/buyback/${id}`, { token: user.token });
export const review = (...words) => gemctl('buyback', ...words);

export const itemStatus = async (item) => (await sql('SELECT status FROM vault_item WHERE id = $1', [item]))[0].status;
export const isFree = async (item) =>
  (await sql('SELECT count(*)::integer AS count FROM pool_free JOIN vault_item USING (nft_id) WHERE vault_item.id = $1', [item]))[0].count === 1;
export const setValue = (item, fmv) => sql('UPDATE nft SET fmv = $2 WHERE id = (SELECT nft_id FROM vault_item WHERE id = $1)', [item, fmv]);

/** Binds a wallet, for so long already that money may be sent to it. */
export async function bindOldWallet(user, address) {
  user.wallet = address;
  await sql('UPDATE app_user SET solana_address = $2 WHERE id = $1', [user.id, address]);
  await sql(`UPDATE app_user SET solana_address_changed_at = gem_now() - interval '25 hours' WHERE id = $1`, [user.id]);
}

const today = `date_trunc('day', gem_now(), 'UTC')`;

/** Leaves this much of today's limit of all users together (or of one), while `work` runs. */
export async function withLimitLeft(left, owner, work) {
  const limit = owner ? 10000 : 100000;
  const [{ added }] = await sql(
    `WITH before AS (SELECT coalesce((SELECT used FROM daily_use WHERE purpose = 'buyback' AND owner_id IS NOT DISTINCT FROM $1::uuid AND day = ${today}), 0) AS used)
     INSERT INTO daily_use (purpose, owner_id, day, used) SELECT 'buyback', $1::uuid, ${today}, $2::numeric FROM before
     ON CONFLICT ON CONSTRAINT daily_use_identity DO UPDATE SET used = excluded.used
     RETURNING ($2::numeric - (SELECT used FROM before))::text AS added`, [owner, String(limit - left)]);
  const [{ day }] = await sql(`SELECT ${today} AS day`);
  try {
    return await work();
  } finally {
    await sql(`UPDATE daily_use SET used = used - $2::numeric WHERE purpose = 'buyback' AND owner_id IS NOT DISTINCT FROM $1::uuid AND day = $3`, [owner, added, day]);
  }
}
