// Gems of one's own for tests of the market, and what people do with them there.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { importJson, stone } from './catalogue.mjs';
import { api } from './client.mjs';
import { mustSucceed, sql } from './server.mjs';

/**
 * Gives each user one gem, out of the pool and into the vault; `changes` as in stone(), or a function of the index.
 * [{id, nftId, name, collection, collectionId, user}] in the users' order.
 */
export async function newGems(users, changes = {}) {
  const collection = `Collection ${randomUUID()}`;
  const stones = users.map((_, index) => stone({ collection, ...(typeof changes === 'function' ? changes(index) : changes) }));
  mustSucceed(await importJson('import-nfts', { nfts: stones }));
  const certificates = stones.map((made) => made.certificate_number);
  const rows = await sql(
    `WITH wanted AS (SELECT nft.id AS nft_id, nft.name, nft.collection_id, line.user_id, line.turn
       FROM unnest($1::text[], $2::uuid[]) WITH ORDINALITY AS line (certificate, user_id, turn) JOIN nft ON certificate_number = certificate),
     taken AS (DELETE FROM pool_free USING wanted WHERE pool_free.nft_id = wanted.nft_id RETURNING pool_free.nft_id)
     SELECT gen_random_uuid() AS id, wanted.nft_id, name, collection_id, turn FROM wanted JOIN taken ON taken.nft_id = wanted.nft_id ORDER BY turn`,
    [certificates, users.map((user) => user.id)],
  );
  await sql(`INSERT INTO vault_item (id, user_id, nft_id, source) SELECT *, 'GRANT' FROM unnest($1::uuid[], $2::uuid[], $3::uuid[])`,
    [rows.map((row) => row.id), users.map((user) => user.id), rows.map((row) => row.nft_id)]);
  return rows.map((row, index) => ({ id: row.id, nftId: row.nft_id, name: row.name, collection: stones[index].collection, collectionId: row.collection_id, stone: stones[index], user: users[index] }));
}

export const newGem = async (user, changes) => (await newGems([user], changes))[0];

const asking = (price) => ({ asking_price_usd: price });

export const list = (user, gem, price = '20.000000', options = {}) => api('POST', `/api/vault/${gem.id}/list`, { token: user.token, body: asking(price), ...options });
export const delist = (user, gem, options = {}) => api('POST', `/api/vault/${gem.id}/delist`, { token: user.token, ...options });
export const reprice = (user, listing, price) => api('PATCH', `/api/market/listings/${listing.id}`, { token: user.token, body: asking(price) });
export const buyListing = (user, listing, { key, ...body } = {}) =>
  api('POST', `/api/market/${listing.id}/buy`, { token: user.token, key, body: { price_usd: listing.asking_price_usd, ...body } });

/** Does it, and must be answered with a success. The body. */
async function must(answer) {
  const { status, text, body } = await answer;
  assert.ok(status === 200 || status === 201, text);
  return body;
}
export const mustList = (...words) => must(list(...words));
export const mustBuyListing = (...words) => must(buyListing(...words));

export const makeOffer = (user, listing, price, options = {}) =>
  must(api('POST', `/api/market/${listing.id}/offer`, { token: user.token, body: { offer_price_usd: price, ...options } }));
/** accept, reject or cancel. The offer as it is then. */
export const decide = (user, offer, action) => must(api('PUT', `/api/market/offers/${offer.id}`, { token: user.token, body: { action } }));

/** Lists a gem for each user: [listing]. */
export async function newListings(users, { price = '20.000000', ...changes } = {}) {
  const gems = await newGems(users, changes);
  return Promise.all(gems.map((gem) => mustList(gem.user, gem, price)));
}

export const showListing = async (id) => (await api('GET', `/api/market/listings/${id}`)).body;
export const showItem = async (user, id) => (await api('GET', `/api/vault/${id}`, { token: user.token })).body;
/** The open gems in somebody's vault. */
export const vaultOf = async (user) => (await api('GET', '/api/vault?limit=100', { token: user.token })).body.items;
