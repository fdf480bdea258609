// Stones and packs for tests, published as an operator would: through gemctl.
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { gemctl, mustSucceed, sql } from './server.mjs';

let counter = 0;

export function stone(changes = {}) {
  counter += 1;
  return {
    certificate_number: `LG${process.pid}${Date.now()}${counter}`,
    laboratory: 'IGI',
    name: `Test stone ${counter}`,
    collection: 'Test collection',
    species: 'diamond',
    rarity: 'COMMON',
    shape: 'Round',
    carat: '1.00',
    cut: 'Ideal',
    color: 'E',
    clarity: 'VS1',
    fmv_usd: '20.000000',
    fmv_source: 'Test price list',
    fmv_observed_at: '2026-11-01T00:00:00Z',
    ...changes,
  };
}

/** Runs gemctl on a value written to a file as JSON (or as it stands, when it is a text). */
export async function importJson(command, value) {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'gem-test-'));
  const file = path.join(folder, 'import.json');
  try {
    writeFileSync(file, typeof value === 'string' ? value : JSON.stringify(value));
    return await gemctl(command, file);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/**
 * Publishes a pack of its own: newPack({price: '10.000000', supply: 50, stones: {COMMON: 40, RARE: 10}, odds: {COMMON: '90.00', RARE: '10.00'}})
 * → {id, name, collection, price}. Stones are worth 20 USD each unless `fmv` says otherwise by rarity.
 */
export async function newPack({ price = '10.000000', supply = 100, stones = { COMMON: 100 }, odds = { COMMON: '100.00' }, fmv = {}, xp = 5, status = 'ACTIVE' } = {}) {
  const name = `Pack ${randomUUID()}`;
  const collection = `Collection ${randomUUID()}`;
  const nfts = Object.entries(stones).flatMap(([rarity, count]) =>
    Array.from({ length: count }, () => stone({ collection, rarity, fmv_usd: fmv[rarity] ?? '20.000000' })),
  );
  mustSucceed(await importJson('import-nfts', { nfts }));
  const pack = {
    name, description: 'For a test', price_usd: price, max_supply: supply, xp_reward: xp, image_gradient: '#112233,#445566', status,
    odds: Object.entries(odds).map(([rarity, drop_rate]) => ({ collection, rarity, drop_rate })),
  };
  mustSucceed(await importJson('import-packs', { series: [{ name: 'Test series', description: '', packs: [pack] }] }));
  const [row] = await sql('SELECT id, version_id FROM pack WHERE name = $1', [name]);
  return { id: row.id, versionId: row.version_id, name, collection, price };
}
