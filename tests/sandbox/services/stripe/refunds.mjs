// Refunds, which may also fail after they had succeeded.
import { newId, newMovement, newRefund } from './objects.mjs';
import { Refusal } from './refusal.mjs';

export function createRefunds({ find, change, chargeOf, now }) {
  let first_status = 'succeeded';

  function refundableAmount(charge, wanted) {
    const left = charge.amount - charge.amount_refunded;
    if (left === 0) throw new Refusal(400, { code: 'charge_already_refunded', message: `Charge ${charge.id} has already been refunded.` });
    if (charge.disputed) throw new Refusal(400, { code: 'charge_disputed', message: `Charge ${charge.id} has been charged back; cannot issue a refund.` });
    if (wanted > left) throw new Refusal(400, { param: 'amount', message: `Refund amount (${wanted}) is greater than unrefunded amount on charge (${left})` });
    return wanted ?? left;
  }

  const withRefunded = (charge, amount_refunded) => ({ ...charge, amount_refunded, refunded: amount_refunded === charge.amount });

  function create({ payment_intent, charge: charge_id, amount: wanted, reason = null, metadata = {}, status = first_status }, caused_by = null) {
    const charge = chargeOf({ payment_intent, charge: charge_id });
    const amount = refundableAmount(charge, wanted);
    return change(caused_by, (step) => {
      const movement_id = newId('txn');
      const refund = step.put('refund', newRefund({ charge, amount, reason, metadata, status, balance_transaction: movement_id, now: now() }));
      step.put('balance_transaction', newMovement({ kind: 'refund', id: movement_id, amount, currency: charge.currency, source: refund.id, now: now() }));
      const refunded = step.put('charge', withRefunded(charge, charge.amount_refunded + amount));
      step.emit('refund.created', refund);
      step.emit('charge.refunded', refunded, { amount_refunded: charge.amount_refunded, refunded: charge.refunded });
      return refund;
    });
  }

  function succeed(id) {
    const refund = find('refund', id);
    if (refund.status !== 'pending') throw new Refusal(400, { message: `the refund is ${refund.status}` });
    return change(null, (step) => {
      const succeeded = step.put('refund', { ...refund, status: 'succeeded', pending_reason: null });
      step.emit('refund.updated', succeeded, { status: refund.status });
      return succeeded;
    });
  }

  // Also one that had succeeded, as when the card's account was closed.
  function fail(id) {
    const refund = find('refund', id);
    if (refund.status === 'failed') throw new Refusal(400, { message: 'the refund has failed before' });
    const charge = find('charge', refund.charge);
    return change(null, (step) => {
      const movement = step.put('balance_transaction', newMovement({ kind: 'refund_failure', amount: refund.amount, currency: refund.currency, source: refund.id, now: now() }));
      const failed = step.put('refund', {
        ...refund, status: 'failed', pending_reason: null, failure_reason: 'expired_or_canceled_card', failure_balance_transaction: movement.id,
      });
      step.put('charge', withRefunded(charge, charge.amount_refunded - refund.amount));
      step.emit('refund.updated', failed, { status: refund.status });
      step.emit('refund.failed', failed, { status: refund.status });
      return failed;
    });
  }

  return {
    create,
    succeed,
    fail,
    // What refunds are from now on when they are new: pending or succeeded.
    beginAs(status) {
      first_status = status;
    },
  };
}
