// For tests and developers: what a buyer, a bank or somebody at the dashboard would do.
import { json } from '../../server/answer.mjs';
import { object, withBody } from '../../server/control_body.mjs';
import { newEvent } from './objects.mjs';
import { Refusal } from './refusal.mjs';

const MAXIMUM_LISTED = 1000;

const TEXT = { type: 'string', minLength: 1 };
const CENTS = { type: 'integer', minimum: 0 };
const REFUND_STATUS = { enum: ['pending', 'succeeded'] };

const NOTHING = object({});
const PAYMENT = object({ outcome: TEXT, amount_override: CENTS, currency_override: TEXT, delay_ms: { type: 'integer', minimum: 0 } }, ['outcome']);
const REFUND = object({ payment_intent: TEXT, amount: { type: 'integer', minimum: 1 }, status: REFUND_STATUS }, ['payment_intent']);
const DISPUTE = object({ payment_intent: TEXT, amount: { type: 'integer', minimum: 1 } }, ['payment_intent']);
const EVENT = {
  oneOf: [
    object({ id: TEXT }, ['id']),
    object({ id: TEXT, type: TEXT, object: { type: 'object' }, livemode: { type: 'boolean' }, created: { type: 'integer' }, api_version: TEXT }, ['type', 'object']),
  ],
};

export function createStripeControl({ account, sessions, refunds, disputes, events }) {
  // What `act` gives for the call, or why it cannot be.
  const route = (method, path, schema, act) => ({
    method,
    path: `/control/stripe${path}`,
    handle: withBody(schema, (call) => {
      try {
        sessions.endDue();
        return json(200, act({ id: call.parameters.id, body: call.body }));
      } catch (error) {
        if (error instanceof Refusal) return error.answer();
        throw error;
      }
    }),
  });

  function beginRefundsAs({ body }) {
    refunds.beginAs(body.status);
    return body;
  }

  // One that the account knows again, or one of the caller's own: signed rightly, and in no list of events.
  function sendEvent({ body: { type, object: about, ...members } }) {
    const event = type === undefined ? account.find('event', members.id)
      : { ...newEvent({ type, object: about, caused_by: null, now: account.now() }), ...members };
    events.send(event);
    return event;
  }

  return [
    route('GET', '/sessions', NOTHING, () => account.list('session').slice(-MAXIMUM_LISTED).reverse()),
    route('POST', '/sessions/{id}/pay', PAYMENT, ({ id, body }) => sessions.pay(id, body)),
    route('POST', '/sessions/{id}/expire', NOTHING, ({ id }) => sessions.expire(id)),
    route('POST', '/refunds', REFUND, ({ body }) => refunds.create(body)),
    route('PUT', '/refunds', object({ status: REFUND_STATUS }, ['status']), beginRefundsAs),
    route('POST', '/refunds/{id}/succeed', NOTHING, ({ id }) => refunds.succeed(id)),
    route('POST', '/refunds/{id}/fail', NOTHING, ({ id }) => refunds.fail(id)),
    route('POST', '/disputes', DISPUTE, ({ body }) => disputes.create(body)),
    route('POST', '/disputes/{id}/close', object({ status: { enum: ['won', 'lost'] } }, ['status']), ({ id, body }) => disputes.close(id, body.status)),
    route('GET', '/totals', NOTHING, () => account.totals()),
    route('POST', '/events', EVENT, sendEvent),
  ];
}
