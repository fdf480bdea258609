// RPC methods about the cluster, its time and its blockhashes.
import { GENESIS_HASH } from './genesis.mjs';
import { blockhashOf, commitmentOf, contextSlot, NODE_VERSION, withContext } from './parameters.mjs';
import { heightAt, lastValidHeight, SLOTS_PER_EPOCH } from './slots.mjs';

const FEE_SLOTS = 20;

function getLatestBlockhash(view, [config]) {
  const slot = view.slotAt(commitmentOf(config));
  return withContext(view, config, { blockhash: view.chain.blockhashAt(slot), lastValidBlockHeight: lastValidHeight(slot) });
}

function isBlockhashValid(view, [blockhash, config]) {
  return withContext(view, config, view.chain.isFresh(blockhashOf(blockhash), view.slotAt(commitmentOf(config))));
}

function getEpochInfo(view, [config]) {
  const absoluteSlot = contextSlot(view, config);
  return {
    absoluteSlot, blockHeight: heightAt(absoluteSlot), epoch: Math.floor(absoluteSlot / SLOTS_PER_EPOCH), slotIndex: absoluteSlot % SLOTS_PER_EPOCH,
    slotsInEpoch: SLOTS_PER_EPOCH, transactionCount: view.chain.signatures().length,
  };
}

function getRecentPrioritizationFees(view) {
  const newest = view.slotAt('processed');
  return Array.from({ length: FEE_SLOTS }, (_, place) => ({ slot: newest - FEE_SLOTS + 1 + place, prioritizationFee: 0 }));
}

export const CLUSTER_METHODS = {
  getBlockHeight: (view, [config]) => heightAt(contextSlot(view, config)),
  getEpochInfo,
  getGenesisHash: () => GENESIS_HASH,
  getHealth: () => 'ok',
  getLatestBlockhash,
  getRecentPrioritizationFees,
  getSlot: (view, [config]) => contextSlot(view, config),
  getVersion: () => NODE_VERSION,
  isBlockhashValid,
};
