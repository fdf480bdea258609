// The chain's time. Slots go on with real time, also while the program is not running, and blockhashes follow from the height:
// nothing has to be written down but where it began and how far tests have pushed it on.
import { createHash, randomBytes } from 'node:crypto';
import bs58 from 'bs58';

const SLOT_MS = 400;
const FIRST_SLOT = 423_000_000;
const SKIPPED_SLOTS = 21_000_000; // heights count blocks, and not every slot has one
const BLOCKHASH_LIFE = 150; // in blocks
const PAST_MS = 3_600_000; // so that one can be behind a chain that is new
const KEPT_BLOCKHASHES = 1000;

export const SLOTS_PER_EPOCH = 432_000;

export const heightAt = (slot) => slot - SKIPPED_SLOTS;
export const lastValidHeight = (slot) => heightAt(slot) + BLOCKHASH_LIFE;

function openState(store) {
  if (store.find('chain', 'chain') === null) {
    store.save([['chain', { id: 'chain', seed: randomBytes(16).toString('hex'), began_at: Date.now() - PAST_MS, advanced: 0 }]]);
  }
  return store.find('chain', 'chain');
}

export function createSlots(store) {
  let state = openState(store);
  const heights = new Map();
  let known_height = 0;

  const slotAt = (milliseconds) => FIRST_SLOT + state.advanced + Math.max(0, Math.floor((milliseconds - state.began_at) / SLOT_MS));
  const hashOf = (height) => bs58.encode(createHash('sha256').update(`${state.seed} ${height}`).digest());

  // Those that may still be good are looked up, not made again each time.
  function learn(height) {
    for (let next = Math.max(known_height + 1, height - KEPT_BLOCKHASHES); next <= height; next += 1) heights.set(hashOf(next), next);
    known_height = Math.max(known_height, height);
    while (heights.size > KEPT_BLOCKHASHES) heights.delete(heights.keys().next().value);
  }

  return {
    slotAt,
    blockhashAt: (slot) => hashOf(heightAt(slot)),
    // May a transaction with it land in this slot?
    isFresh(blockhash, slot) {
      learn(heightAt(slot));
      const age = heightAt(slot) - (heights.get(blockhash) ?? -Infinity);
      return age >= 0 && age <= BLOCKHASH_LIFE;
    },
    advance(count) {
      state = { ...state, advanced: state.advanced + count };
      store.save([['chain', state]]);
    },
  };
}
