// Gems on the market, and offers for them.
import assert from 'node:assert/strict';
import { runSchedule, untilStatus } from './chain.mjs';
import { api, expectStatus } from './client.mjs';
import { mustList, newGem, newGems } from './market.mjs';
import { sql } from './server.mjs';
import { newUsers, tokenFor } from './users.mjs';

export const ASKING = '100.000000';
export const HOUR = 3600;

/** People whose sessions outlast what the clock is moved by here. */
export async function newPeople(count, options) {
  const people = await newUsers(count, options);
  await sql(`UPDATE user_session SET expires_at = expires_at + interval '30 days' WHERE id = ANY ($1)`, [people.map(({ session }) => session)]);
  return people.map((person) => ({ ...person, token: tokenFor(person.id, person.session, 30 * 24 * HOUR) }));
}

export const newPerson = async (options) => (await newPeople(1, options))[0];

/** A gem of a seller's on the market, worth 100 USD: {id, item, seller}. */
export async function newListing({ seller, price = ASKING } = {}) {
  seller ??= await newPerson();
  const gem = await newGem(seller, { fmv_usd: ASKING });
  const { id } = await mustList(seller, gem, price);
  return { id, item: gem, seller };
}

/** Several at once, of a seller each. */
export async function newListings(count, price = ASKING) {
  const sellers = await newPeople(count);
  const gems = await newGems(sellers, { fmv_usd: ASKING });
  return Promise.all(gems.map(async (gem) => ({ id: (await mustList(gem.user, gem, price)).id, item: gem, seller: gem.user })));
}

export const listingOf = async (listing) => (await sql('SELECT status, reserved_for FROM listing WHERE id = $1', [listing.id]))[0];

/** The answer to an offer; what is not `key` goes into the body. */
export const offer = (user, listing, price, { key, ...body } = {}) =>
  api('POST', `/api/market/${listing.id}/offer`, { token: user.token, key, body: { offer_price_usd: price, ...body } });

export async function mustOffer(user, listing, price, options) {
  const answer = await offer(user, listing, price, options);
  assert.equal(answer.status, 201, answer.text);
  return answer.body;
}

export const decide = (user, { id }, action, key) => api('PUT', `/api/market/offers/${id}`, { token: user.token, key, body: { action } });

export async function mustDecide(user, made, action) {
  const answer = await decide(user, made, action);
  assert.equal(answer.status, 200, answer.text);
  return answer.body;
}

export const payOffer = (user, made, { price = made.offer_price_usd, key, ...body } = {}) =>
  api('POST', `/api/market/offers/${made.id}/pay`, { token: user.token, key, body: { price_usd: price, ...body } });

export const buyListing = (user, listing, { key, price = ASKING, ...body } = {}) =>
  api('POST', `/api/market/${listing.id}/buy`, { token: user.token, key, body: { price_usd: price, ...body } });

/** An offer as its buyer sees it. */
export async function offerOf(buyer, { id }) {
  const { items } = await expectStatus(200, 'GET', '/api/market/offers?limit=100', { token: buyer.token });
  return items.find((item) => item.id === id);
}

/** An offer whose listing is reserved for its buyer: {listing, made}. */
export async function acceptedOffer(buyer, price = '60.000000', options = {}) {
  const listing = await newListing(options);
  const made = await mustOffer(buyer, listing, price);
  return { listing, made: await mustDecide(listing.seller, made, 'accept') };
}

export const endDueOffers = () => runSchedule('expire_offers');

export const tradeOf = async (listing) => (await sql('SELECT id, offer_id, buyer_id, seller_id, method, price, fee FROM trade WHERE listing_id = $1', [listing.id]))[0];

/** Who holds a gem now. */
export const holderOf = async ({ item }) =>
  (await sql('SELECT user_id FROM vault_item WHERE nft_id = $1 AND closed_at IS NULL', [item.nftId]))[0]?.user_id;

/** What a user has set aside. */
export const escrowOf = async (user) =>
  (await sql(`SELECT balance FROM ledger_account WHERE purpose = 'user_escrow' AND owner_id = $1`, [user.id]))[0]?.balance ?? '0.000000';

/** Begins to buy with SOL or USDC, and must be told how to pay. The purchase. */
export async function beginPurchase(user, listing, method, price = ASKING) {
  const answer = await buyListing(user, listing, { method, price });
  assert.equal(answer.status, 201, answer.text);
  return answer.body;
}

export const purchaseOf = (user, { id }) => expectStatus(200, 'GET', `/api/market/purchases/${id}`, { token: user.token });
export const untilPurchase = (user, purchase, status = 'COMPLETED') => untilStatus(() => purchaseOf(user, purchase), status);
export const confirmPurchase = (user, { id }, signature) =>
  api('POST', `/api/market/purchases/${id}/confirm`, { token: user.token, body: { tx_hash: signature } });
