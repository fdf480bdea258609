// Disputes: the money is taken when one is opened, and comes back when it is won.
import { newDispute, newId, newMovement } from './objects.mjs';
import { Refusal } from './refusal.mjs';

export function createDisputes({ find, change, chargeOf, now }) {
  function create({ payment_intent, amount: wanted }) {
    const charge = chargeOf({ payment_intent });
    if (charge.disputed) throw new Refusal(400, { message: 'the charge is disputed already' });
    const amount = wanted ?? charge.amount;
    return change(null, (step) => {
      const id = newId('dp');
      const movement = step.put('balance_transaction', newMovement({ kind: 'dispute', amount, currency: charge.currency, source: id, now: now() }));
      const dispute = step.put('dispute', newDispute({ id, charge, amount, balance_transactions: [movement], now: now() }));
      step.put('charge', { ...charge, disputed: true, dispute: id });
      step.emit('charge.dispute.created', dispute);
      step.emit('charge.dispute.funds_withdrawn', dispute);
      return dispute;
    });
  }

  function close(id, status) {
    const dispute = find('dispute', id);
    if (['won', 'lost'].includes(dispute.status)) throw new Refusal(400, { message: `the dispute is ${dispute.status}` });
    return change(null, (step) => {
      const movements = status === 'lost' ? [] : [newMovement({ kind: 'dispute_reversal', amount: dispute.amount, currency: dispute.currency, source: id, now: now() })];
      movements.forEach((movement) => step.put('balance_transaction', movement));
      const closed = step.put('dispute', { ...dispute, status, balance_transactions: [...dispute.balance_transactions, ...movements] });
      step.emit('charge.dispute.updated', closed, { status: dispute.status });
      step.emit('charge.dispute.closed', closed);
      if (status === 'won') step.emit('charge.dispute.funds_reinstated', closed);
      return closed;
    });
  }

  return { create, close };
}
