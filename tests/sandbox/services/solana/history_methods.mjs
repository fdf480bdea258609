// RPC methods about transactions that have landed.
import { addressOf, pastCommitmentOf, signatureOf, withContext } from './parameters.mjs';
import { RpcError } from './rpc_error.mjs';
import { decodeRecord, statusOf, transactionForm } from './transaction_form.mjs';

const MAXIMUM_SIGNATURES = 1000;
const MOST_CONFIRMATIONS = 31;
const RECENT_SLOTS = 150;

function getTransaction(view, [signature, config]) {
  const record = view.chain.find(signatureOf(signature));
  if (record === null || view.blind || !view.sees(record, pastCommitmentOf(config))) return null;
  const { version } = decodeRecord(record).message;
  if (version !== 'legacy' && !(config?.maxSupportedTransactionVersion >= version)) {
    throw new RpcError(-32015, `Transaction version (${version}) is not supported by the requesting client. Please try the request again with the following configuration parameter: "maxSupportedTransactionVersion": ${version}`, {
      broken: { field: 'config.maxSupportedTransactionVersion', rule: 'version', message: 'a versioned transaction was asked for without it' },
    });
  }
  return transactionForm(record, config?.encoding ?? 'json');
}

// The newest first, those between `until` and `before`, both without. What the address never saw ends nothing and begins nothing.
function getSignaturesForAddress(view, [address, config]) {
  const commitment = pastCommitmentOf(config);
  const { limit = MAXIMUM_SIGNATURES, before, until } = config ?? {};
  const all = view.chain.signaturesOf(addressOf(address));
  const answer = [];
  let place = before === undefined ? all.length : all.lastIndexOf(before);
  while (place > 0 && answer.length < limit && all[place - 1] !== until) {
    place -= 1;
    const record = view.chain.find(all[place]);
    if (record !== null && view.sees(record, commitment)) answer.push(listed(view, record));
  }
  return answer;
}

const listed = (view, record) => ({
  signature: record.id, slot: record.slot, err: record.err, memo: record.memo, blockTime: record.block_time, confirmationStatus: view.stageOf(record),
});

function statusForm(view, record) {
  const confirmationStatus = record === null ? null : view.stageOf(record);
  if (confirmationStatus === null) return null;
  const confirmations = confirmationStatus === 'finalized' ? null : Math.min(MOST_CONFIRMATIONS, view.slotAt('processed') - record.slot);
  return { slot: record.slot, confirmations, err: record.err, status: statusOf(record.err), confirmationStatus };
}

// Those whose blockhash is over are told only to who asks for the history.
function getSignatureStatuses(view, [signatures, config]) {
  const oldest_slot = config?.searchTransactionHistory ? 0 : view.slotAt('processed') - RECENT_SLOTS;
  const value = signatures.map((signature) => {
    const record = view.chain.find(signatureOf(signature));
    return record !== null && record.slot < oldest_slot ? null : statusForm(view, record);
  });
  return withContext(view, { commitment: 'processed' }, value);
}

export const HISTORY_METHODS = { getSignaturesForAddress, getSignatureStatuses, getTransaction };
