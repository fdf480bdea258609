// Payments of Checkout Sessions: the intent, its charge and the movement of the balance.
import { customerDetails, newCharge, newId, newIntent, newMovement } from './objects.mjs';

const CARD_DECLINED = { type: 'card_error', code: 'card_declined', decline_code: 'generic_decline', message: 'Your card was declined.' };

const emailOf = (session) => session.customer_email ?? 'buyer@example.com';

export function createPayments({ find, has, now }) {
  // The intent as it stands, or a new one when nobody has tried to pay yet.
  function intentOf(session) {
    const { intent_id: id, intent_metadata: metadata } = find('checkout', session.id);
    const intent = has('payment_intent', id) ? find('payment_intent', id) : newIntent({ id, session, metadata, now: now() });
    return { ...intent, amount: session.amount_total, currency: session.currency };
  }

  function completed(session, payment_status) {
    return {
      ...session, status: 'complete', payment_status, payment_intent: find('checkout', session.id).intent_id, url: null,
      customer_details: customerDetails(emailOf(session)),
    };
  }

  function succeed(step, session) {
    const intent = intentOf(session);
    const movement_id = newId('txn');
    const charge = step.put('charge', newCharge({ intent, email: emailOf(session), balance_transaction: movement_id, now: now() }));
    step.put('balance_transaction', newMovement({ kind: 'charge', id: movement_id, amount: charge.amount, currency: charge.currency, source: charge.id, now: now() }));
    const succeeded = step.put('payment_intent', { ...intent, status: 'succeeded', amount_received: intent.amount, latest_charge: charge.id, last_payment_error: null });
    step.emit('charge.succeeded', charge);
    step.emit('payment_intent.succeeded', succeeded);
  }

  function decline(step, session) {
    const failed = step.put('payment_intent', { ...intentOf(session), status: 'requires_payment_method', last_payment_error: CARD_DECLINED });
    step.emit('payment_intent.payment_failed', failed);
  }

  function payNow(step, session) {
    succeed(step, session);
    step.emit('checkout.session.completed', step.put('session', completed(session, 'paid')));
  }

  // An outcome of null leaves it to another call when this ends, and how.
  const payLater = (outcome) => (step, session, delay_ms) => {
    step.put('payment_intent', { ...intentOf(session), status: 'processing' });
    step.put('checkout', { ...find('checkout', session.id), settlement: outcome && { outcome, due_at: Date.now() + delay_ms } });
    step.emit('checkout.session.completed', step.put('session', completed(session, 'unpaid')));
  };

  function arrive(step, session) {
    succeed(step, session);
    step.emit('checkout.session.async_payment_succeeded', step.put('session', { ...session, payment_status: 'paid' }));
  }

  function stayAway(step, session) {
    decline(step, session);
    step.emit('checkout.session.async_payment_failed', session);
  }

  // By what the session waits for: what may become of it.
  return {
    of_open: { paid: payNow, async: payLater(null), async_succeed: payLater('async_succeed'), async_fail: payLater('async_fail'), decline },
    of_processing: { async_succeed: arrive, async_fail: stayAway },
  };
}
