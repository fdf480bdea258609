// Valid proofs, each falsified in one way. Both verifiers must refuse every one of them.

import { seedHash, versionHash } from './recompute.mjs';

const OTHER_HASH = '5f'.repeat(32);

// [name, index of the proof, what to do to a copy of it]
const FALSIFIERS = [
  ['another seed', 0, (proof) => { proof.server_seed = OTHER_HASH; }],
  ['another seed with its own hash', 0, (proof) => {
    proof.server_seed = OTHER_HASH;
    proof.server_seed_hash = seedHash(OTHER_HASH);
  }],
  ['another commitment', 0, (proof) => { proof.server_seed_hash = OTHER_HASH; }],
  ['seed in upper case', 0, (proof) => { proof.server_seed = proof.server_seed.toUpperCase(); }],
  ['seed not revealed', 0, (proof) => { proof.server_seed = null; }],
  ['another client seed', 0, (proof) => { proof.client_seed += 'x'; }],
  ['client seed with a colon', 0, (proof) => { proof.client_seed = 'a:1'; }],
  ['another nonce', 0, (proof) => { proof.nonce += 1; }],
  ['nonce as text', 0, (proof) => { proof.nonce = String(proof.nonce); }],
  ['nonce beyond exact numbers', 0, (proof) => { proof.nonce = 2 ** 60; }],
  ['another drawn row', 0, (proof) => { proof.units[1].row += 1; }],
  ['another drawn row, handed accordingly', 0, (proof) => {
    proof.units[1].row += 1;
    proof.units[1].handed_row += 1;
  }],
  ['another attempt', 0, (proof) => { proof.units[0].attempt = 1; }],
  ['another drop rate', 0, (proof) => { proof.rows[0].drop_rate = '59.99'; }],
  ['rates that do not add up, with their own hash', 0, (proof) => {
    proof.rows[0].drop_rate = '59.99';
    proof.version_hash = versionHash(proof.rows);
  }],
  ['drop rate with one decimal', 0, (proof) => { proof.rows[0].drop_rate = '60.0'; }],
  ['drop rate as a number', 0, (proof) => { proof.rows[0].drop_rate = 60; }],
  ['another value range', 0, (proof) => { proof.rows[0].fmv_min = '14.000000'; }],
  ['rows in another order', 0, (proof) => { proof.rows.reverse(); }],
  ['a field more in a row', 0, (proof) => { proof.rows[0].note = ''; }],
  ['a row less', 0, (proof) => { proof.rows.pop(); }],
  ['another version hash', 0, (proof) => { proof.version_hash = OTHER_HASH; }],
  ['unknown rarity', 0, (proof) => { proof.rows[0].rarity = 'MYTHIC'; }],
  ['rarity from the prototype', 0, (proof) => { proof.rows[0].rarity = 'constructor'; }],
  ['position outside of the pool', 0, (proof) => { proof.units[0].position = proof.units[0].pool_size; }],
  ['negative position', 0, (proof) => { proof.units[0].position = -1; }],
  ['no position', 0, (proof) => { proof.units[0].position = null; }],
  ['another start', 0, (proof) => { proof.units[0].start_position += 1; }],
  ['another pool size', 0, (proof) => { proof.units[1].pool_size += 7; }],
  ['empty pool', 0, (proof) => { proof.units[0].pool_size = 0; }],
  ['gem missing', 0, (proof) => { proof.units[0].nft_id = null; }],
  ['the same gem twice', 0, (proof) => { proof.units[1].nft_id = proof.units[0].nft_id; }],
  ['units exchanged', 0, (proof) => { proof.units.reverse(); }],
  ['first unit left out', 0, (proof) => { proof.units.shift(); }],
  ['no units', 0, (proof) => { proof.units = []; }],
  ['handed from a higher rarity', 0, (proof) => { proof.units[1].handed_row = 4; }],
  ['handed from another row of the same rarity', 1, (proof) => { proof.units[0].handed_row = 1 - proof.units[0].row; }],
  ['handed from no row', 1, (proof) => { proof.units[1].handed_row = 5; }],
  ['handed from a negative row', 1, (proof) => { proof.units[1].handed_row = -1; }],
  ['half refunded', 1, (proof) => { proof.units[2].position = 0; }],
  ['refunded with another row', 1, (proof) => { proof.units[2].row += 1; }],
];

export function tamperings(proofs) {
  const changed = FALSIFIERS.map(([name, index, falsify]) => {
    const proof = structuredClone(proofs[index]);
    falsify(proof);
    return { name, proof };
  });
  const malformed = [['null', null], ['a list', []], ['text', 'proof'], ['an empty object', {}]];
  return [...changed, ...malformed.map(([name, proof]) => ({ name: `not a proof: ${name}`, proof }))];
}
