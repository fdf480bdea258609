// The shapes of the two lists, from which Fastify makes their serialisers.
const text = { type: 'string' };
const perhaps = { type: 'string', nullable: true };
const whole = { type: 'integer' };
const object = (properties) => ({ type: 'object', properties });
const page = (properties) => object({ items: { type: 'array', items: object(properties) }, next_cursor: perhaps });

export const packPage = page({
  id: text, series: object({ id: text, name: text }), name: text, description: text, price_usd: text, price_sol: { ...perhaps, default: null },
  xp_reward: whole, max_supply: whole, remaining: whole, status: text, image_gradient: text, cover_image_url: perhaps, version: whole,
  version_hash: text, expected_value_usd: text,
});

export const vaultPage = page({
  id: text, nft_id: text, name: text, collection: text, rarity: text, fmv: text, status: text, source: text, acquired_at: text,
  image_url: text, listing_id: { ...perhaps, default: null }, certificate: text,
  attributes: object({
    laboratory: text, species: text, shape: text, carat: text, cut: perhaps, color: perhaps, clarity: perhaps, length_mm: perhaps,
    width_mm: perhaps, depth_mm: perhaps, depth_percent: perhaps, table_percent: perhaps,
  }),
});
