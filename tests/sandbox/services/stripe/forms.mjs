// What the sandbox's Stripe takes, as JSON schemas; a parameter of Stripe's that is not here is refused. And the rules of a
// session that no schema says.
const TEXT = { type: 'string', maxLength: 5000 };
const INTEGER = { type: 'integer' };
const EXPAND = { type: 'array', items: TEXT };
const METADATA = { type: 'object', maxProperties: 50, propertyNames: { maxLength: 40 }, additionalProperties: { type: 'string', maxLength: 500 } };
const CREATED = { anyOf: [INTEGER, { type: 'object', properties: { gt: INTEGER, gte: INTEGER, lt: INTEGER, lte: INTEGER }, additionalProperties: false }] };

const LEAST_CENTS = 50;
const MOST_CENTS = 99_999_999;
const LEAST_LIFE = 30 * 60;
const MOST_LIFE = 24 * 60 * 60;

const form = (properties, required = []) => ({ type: 'object', properties: { ...properties, expand: EXPAND }, required, additionalProperties: false });
const list = (properties = {}) => form({
  ...properties, created: CREATED, limit: { type: 'integer', minimum: 1, maximum: 100 }, starting_after: TEXT, ending_before: TEXT,
});

const PRICE = {
  type: 'object', required: ['currency', 'unit_amount', 'product_data'], additionalProperties: false,
  properties: {
    currency: { type: 'string', pattern: '^[a-z]{3}$' },
    unit_amount: { type: 'integer', minimum: 0, maximum: MOST_CENTS },
    product_data: {
      type: 'object', required: ['name'], additionalProperties: false,
      properties: { name: { type: 'string', minLength: 1, maxLength: 250 }, description: TEXT },
    },
  },
};

const ITEM = {
  type: 'object', required: ['price_data', 'quantity'], additionalProperties: false,
  properties: { price_data: PRICE, quantity: { type: 'integer', minimum: 1, maximum: 999_999 } },
};

export const FORMS = {
  one: form({}),
  session: form({
    mode: { const: 'payment', type: 'string' },
    line_items: { type: 'array', items: ITEM, minItems: 1, maxItems: 100 },
    client_reference_id: { type: 'string', maxLength: 200 },
    customer_email: { type: 'string', format: 'email' },
    metadata: METADATA,
    payment_intent_data: { type: 'object', properties: { metadata: METADATA }, additionalProperties: false },
    allowed_payment_method_types: { type: 'array', items: { type: 'string', const: 'card' } },
    success_url: { ...TEXT, pattern: '^https?://' },
    cancel_url: { ...TEXT, pattern: '^https?://' },
    expires_at: INTEGER,
  }, ['mode', 'line_items', 'success_url']),
  sessions: list({ status: { type: 'string', enum: ['open', 'complete', 'expired'] }, payment_intent: TEXT }),
  intents: list(),
  charges: list({ payment_intent: TEXT }),
  refund: form({
    payment_intent: TEXT, charge: TEXT, amount: { type: 'integer', minimum: 1 },
    reason: { type: 'string', enum: ['duplicate', 'fraudulent', 'requested_by_customer'] }, metadata: METADATA,
  }),
  refunds: list({ payment_intent: TEXT, charge: TEXT }),
  disputes: list({ payment_intent: TEXT, charge: TEXT }),
  movements: list({ type: TEXT, source: TEXT, currency: TEXT }),
  events: list({ type: TEXT, types: { type: 'array', items: TEXT, maxItems: 20 }, delivery_success: { type: 'boolean' } }),
};

const amountOf = (session) => session.line_items.reduce((sum, item) => sum + item.price_data.unit_amount * item.quantity, 0);
const currenciesOf = (session) => new Set(session.line_items.map((item) => item.price_data.currency));

const problem = (field, message) => ({ field, rule: 'plain', message });

// Asked when the schema holds; `now` in seconds.
const SESSION_CHECKS = [
  { field: 'line_items', message: 'the sandbox takes usd only', holds: (session) => [...currenciesOf(session)].join() === 'usd' },
  { field: 'line_items', message: `The total amount must be from ${LEAST_CENTS} to ${MOST_CENTS} cents`,
    holds: (session) => amountOf(session) >= LEAST_CENTS && amountOf(session) <= MOST_CENTS },
  { field: 'expires_at', message: 'The expires_at timestamp must be from 30 minutes to 24 hours from Checkout Session creation',
    holds: ({ expires_at }, now) => expires_at === undefined || (expires_at >= now + LEAST_LIFE && expires_at <= now + MOST_LIFE) },
];

export const sessionProblems = (session, now) => SESSION_CHECKS.filter((check) => !check.holds(session, now)).map((check) => problem(check.field, check.message));

export const refundProblems = ({ payment_intent, charge }) => ((payment_intent === undefined) === (charge === undefined)
  ? [problem('payment_intent', 'One of payment_intent and charge must be given')] : []);

export const eventListProblems = ({ type, types }) => (type !== undefined && types !== undefined
  ? [problem('types', 'Only one of type and types may be given')] : []);
