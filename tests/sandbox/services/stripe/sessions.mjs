// Checkout Sessions: open until they are paid, expired by a call or expired by time.
import { newId, newSession } from './objects.mjs';
import { createPayments } from './payments.mjs';
import { Refusal } from './refusal.mjs';

const isOpen = (session) => session.status === 'open';

export function createSessions({ account, clock }) {
  const { find, has, change, now } = account;
  const payments = createPayments(account);

  // Complete, and the money is still on its way.
  const isProcessing = (session) => session.status === 'complete' && has('payment_intent', session.payment_intent)
    && find('payment_intent', session.payment_intent).status === 'processing';
  const isWaiting = (session) => isOpen(session) || isProcessing(session);
  const waiting = new Set(account.list('session').filter(isWaiting).map((session) => session.id));

  function create(form, { address, caused_by }) {
    const session = newSession({ form, now: now(), address });
    change(caused_by, (step) => {
      step.put('session', session);
      // What the page and the payment need and the session does not show.
      step.put('checkout', {
        id: session.id, names: form.line_items.map((item) => item.price_data.product_data.name), intent_id: newId('pi'),
        intent_metadata: form.payment_intent_data?.metadata ?? {}, settlement: null,
      });
    });
    waiting.add(session.id);
    return session;
  }

  function expire(id, caused_by = null) {
    const session = find('session', id);
    if (!isOpen(session)) throw new Refusal(400, { message: `Only Checkout Sessions with a status in ["open"] can be expired. This one is ${session.status}.` });
    waiting.delete(id);
    return change(caused_by, (step) => {
      const expired = step.put('session', { ...session, status: 'expired', url: null });
      step.emit('checkout.session.expired', expired);
      return expired;
    });
  }

  function outcomesOf(session) {
    if (isOpen(session)) return payments.of_open;
    return isProcessing(session) ? payments.of_processing : {};
  }

  // As a buyer. An outcome with "async" on an open session is paid later, after `delay_ms` of real time; on one that waits for
  // its money it comes at once. An amount or currency other than was asked for is what a broken provider would book.
  function pay(id, { outcome, amount_override, currency_override, delay_ms = 2000 }) {
    const session = find('session', id);
    const outcomes = outcomesOf(session);
    if (!Object.hasOwn(outcomes, outcome)) throw new Refusal(400, { message: `no outcome "${outcome}" for a session that is ${session.status} and ${session.payment_status}` });
    const amount_total = amount_override ?? session.amount_total;
    const booked = { ...session, amount_total, amount_subtotal: amount_total, currency: currency_override ?? session.currency };
    change(null, (step) => outcomes[outcome](step, booked, delay_ms));
    const after = find('session', id);
    if (!isWaiting(after)) waiting.delete(id);
    return after;
  }

  // Ends the sessions whose time is over and the slow payments whose time has come.
  function endDue() {
    for (const id of waiting) {
      const session = find('session', id);
      const { settlement } = find('checkout', id);
      const isOver = isOpen(session) && session.expires_at * 1000 <= clock.now();
      const isSettled = !isOpen(session) && settlement !== null && settlement.due_at <= Date.now();
      if (isOver) expire(id);
      if (isSettled) pay(id, { outcome: settlement.outcome });
    }
  }

  return { create, expire, pay, endDue };
}
