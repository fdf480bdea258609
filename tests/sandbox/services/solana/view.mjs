// What one node knows of the chain at the moment of a call: `lag_ms` hides what is newer, `unconfirmed` leaves all at processed.
import { isAtLeast } from './finality.mjs';
import { heightAt } from './slots.mjs';

export function createView({ chain, lag_ms = 0, unconfirmed = false, blind = false }) {
  const known_until = Date.now() - lag_ms;

  // Null: never heard of it.
  function stageOf(record) {
    if (record.landed_at > known_until) return null;
    return unconfirmed ? 'processed' : chain.finality.stageOf(record);
  }
  const sees = (record, commitment) => {
    const stage = stageOf(record);
    return stage !== null && isAtLeast(stage, commitment);
  };
  const slotAt = (commitment) => chain.finality.slotAt(commitment, lag_ms);

  return {
    chain,
    blind,
    stageOf,
    sees,
    slotAt,
    heightAt: (commitment) => heightAt(slotAt(commitment)),
    slotsBehind: () => chain.slotNow() - slotAt('processed'),
    accountAt: (address, commitment) => chain.accounts.find(address, (record) => sees(record, commitment)),
    tokenAccountsAt: (owner, commitment) => chain.accounts.tokenAccountsOf(owner, (record) => sees(record, commitment)),
  };
}
