// The account: its objects, which change together with the events that tell of it. Both are saved first, then the events are sent.
import { missing, Refusal } from './refusal.mjs';
import { newEvent } from './objects.mjs';

export const TABLES = ['session', 'checkout', 'payment_intent', 'charge', 'refund', 'dispute', 'balance_transaction', 'event', 'answer'];

// `send(event)` brings an event to the platform.
export function openAccount({ store, clock, send }) {
  const now = () => Math.floor(clock.now() / 1000);

  function find(table, id) {
    const object = store.find(table, id);
    if (object === null) throw missing(table, id, table);
    return object;
  }

  // `describe` gets put(table, object) => object and emit(type, object, previous_attributes).
  function change(caused_by, describe) {
    const changes = [];
    const events = [];
    const result = describe({
      put(table, object) {
        changes.push([table, object]);
        return object;
      },
      emit: (type, object, previous_attributes) => events.push(newEvent({ type, object, previous_attributes, caused_by, now: now() })),
    });
    store.save([...changes, ...events.map((event) => ['event', event])]);
    events.forEach(send);
    return result;
  }

  // The charge that worked, named by itself or by its intent.
  function chargeOf({ payment_intent, charge }) {
    if (charge !== undefined) return find('charge', charge);
    const intent = find('payment_intent', payment_intent);
    if (intent.latest_charge === null) throw new Refusal(400, { message: `This PaymentIntent (${intent.id}) does not have a successful charge.`, param: 'payment_intent' });
    return find('charge', intent.latest_charge);
  }

  // By currency what went in and out, by the names of Stripe's reports.
  function totals() {
    const sums = {};
    for (const { currency, reporting_category, amount, fee, net } of store.list('balance_transaction')) {
      const row = sums[currency] ??= { charge: 0, refund: 0, refund_failure: 0, dispute: 0, dispute_reversal: 0, fee: 0, net: 0 };
      row[reporting_category] += amount;
      row.fee += fee;
      row.net += net;
    }
    return sums;
  }

  return { now, find, has: (table, id) => store.find(table, id) !== null, list: store.list, change, chargeOf, totals };
}
