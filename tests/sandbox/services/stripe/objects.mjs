// Stripe's objects in their whole shape, as of API_VERSION. Amounts are in the smallest unit of the currency, times in seconds.
import { randomBytes } from 'node:crypto';

export const API_VERSION = '2026-10-28.endive';

const DAY = 86_400;
const DISPUTE_FEE = 1500;

export const newId = (prefix) => `${prefix}_${randomBytes(12).toString('hex')}`;

// 2.9 % and 30 cents, halves rounded up.
const feeOf = (amount) => Math.floor((amount * 29 + 500) / 1000) + 30;

const NO_ADDRESS = { city: null, country: null, line1: null, line2: null, postal_code: null, state: null };
const CARD = { brand: 'visa', country: 'US', exp_month: 12, exp_year: 2034, funding: 'credit', last4: '4242', network: 'visa', three_d_secure: null, wallet: null };

export function newSession({ form, now, address }) {
  const id = newId('cs_test');
  const amount = form.line_items.reduce((sum, item) => sum + item.price_data.unit_amount * item.quantity, 0);
  return {
    id, object: 'checkout.session', adaptive_pricing: { enabled: false }, after_expiration: null, allow_promotion_codes: null,
    amount_subtotal: amount, amount_total: amount, automatic_tax: { enabled: false, liability: null, provider: null, status: null },
    billing_address_collection: null, cancel_url: form.cancel_url ?? null, client_reference_id: form.client_reference_id ?? null,
    client_secret: null, collected_information: null, consent: null, consent_collection: null, created: now,
    currency: form.line_items[0].price_data.currency, currency_conversion: null, custom_fields: [],
    custom_text: { after_submit: null, shipping_address: null, submit: null, terms_of_service_acceptance: null },
    customer: null, customer_account: null, customer_creation: 'if_required', customer_details: null,
    customer_email: form.customer_email ?? null, discounts: [], expires_at: form.expires_at ?? now + DAY, integration_identifier: null,
    invoice: null, invoice_creation: null, livemode: false, locale: null, metadata: form.metadata ?? {}, mode: 'payment',
    origin_context: null, payment_intent: null, payment_link: null, payment_method_collection: 'if_required',
    payment_method_configuration_details: null, payment_method_options: {}, payment_method_types: ['card'], payment_status: 'unpaid',
    permissions: null, phone_number_collection: { enabled: false }, recovered_from: null, saved_payment_method_options: null,
    setup_intent: null, shipping_address_collection: null, shipping_cost: null, shipping_options: [], status: 'open', submit_type: null,
    subscription: null, success_url: form.success_url, total_details: { amount_discount: 0, amount_shipping: 0, amount_tax: 0 },
    ui_mode: 'hosted_page', url: `${address}/stripe/checkout/${id}`, wallet_options: null,
  };
}

export const customerDetails = (email) => ({
  address: NO_ADDRESS, business_name: null, email, individual_name: null, name: null, phone: null, tax_exempt: 'none', tax_ids: [],
});

export function newIntent({ id, session, metadata, now }) {
  return {
    id, object: 'payment_intent', amount: session.amount_total, amount_capturable: 0, amount_details: { tip: {} }, amount_received: 0,
    application: null, application_fee_amount: null, automatic_payment_methods: null, canceled_at: null, cancellation_reason: null,
    capture_method: 'automatic_async', client_secret: `${id}_secret_${randomBytes(12).toString('hex')}`, confirmation_method: 'automatic',
    created: now, currency: session.currency, customer: null, customer_account: null, description: null, last_payment_error: null,
    latest_charge: null, livemode: false, metadata, next_action: null, on_behalf_of: null, payment_method: newId('pm'),
    payment_method_options: {}, payment_method_types: ['card'], processing: null, receipt_email: null, review: null,
    setup_future_usage: null, shipping: null, source: null, statement_descriptor: null, statement_descriptor_suffix: null,
    status: 'requires_payment_method', transfer_data: null, transfer_group: null,
  };
}

// What a charge of an intent is when it worked.
export function newCharge({ intent, email, balance_transaction, now }) {
  return {
    id: newId('ch'), object: 'charge', amount: intent.amount, amount_captured: intent.amount, amount_refunded: 0, application: null,
    application_fee: null, application_fee_amount: null, balance_transaction, billing_details: { address: NO_ADDRESS, email, name: null, phone: null, tax_id: null },
    calculated_statement_descriptor: 'GEM', captured: true, created: now, currency: intent.currency, customer: null, description: null,
    destination: null, dispute: null, disputed: false, failure_balance_transaction: null, failure_code: null, failure_message: null,
    fraud_details: {}, livemode: false, metadata: intent.metadata, on_behalf_of: null, order: null,
    outcome: { network_status: 'approved_by_network', reason: null, risk_level: 'normal', seller_message: 'Payment complete.', type: 'authorized' },
    paid: true, payment_intent: intent.id, payment_method: intent.payment_method, payment_method_details: { card: CARD, type: 'card' },
    receipt_email: null, receipt_number: null, receipt_url: null, refunded: false, review: null, shipping: null, source: null,
    source_transfer: null, statement_descriptor: null, statement_descriptor_suffix: null, status: 'succeeded', transfer_data: null, transfer_group: null,
  };
}

export function newRefund({ charge, amount, reason, metadata, status, balance_transaction, now }) {
  return {
    id: newId('re'), object: 'refund', amount, balance_transaction, charge: charge.id, created: now, currency: charge.currency,
    destination_details: { card: { reference: null, reference_status: 'pending', reference_type: 'acquirer_reference_number', type: 'refund' }, type: 'card' },
    metadata, payment_intent: charge.payment_intent, pending_reason: status === 'pending' ? 'processing' : null, reason,
    receipt_number: null, source_transfer_reversal: null, status, transfer_reversal: null,
  };
}

export function newDispute({ id, charge, amount, balance_transactions, now }) {
  return {
    id, object: 'dispute', amount, balance_transactions, charge: charge.id, created: now, currency: charge.currency,
    enhanced_eligibility_types: [], evidence: {},
    evidence_details: { due_by: now + 9 * DAY, enhanced_eligibility: {}, has_evidence: false, past_due: false, submission_count: 0 },
    is_charge_refundable: false, livemode: false, metadata: {}, network_reason_code: '10.4', payment_intent: charge.payment_intent,
    payment_method_details: { card: { brand: 'visa', case_type: 'chargeback', network_reason_code: '10.4' }, type: 'card' },
    reason: 'fraudulent', status: 'needs_response',
  };
}

// How each movement of the balance is named, its sign and its fee.
const MOVEMENTS = {
  charge: { type: 'charge', reporting_category: 'charge', sign: 1, feeOf },
  refund: { type: 'refund', reporting_category: 'refund', sign: -1, feeOf: () => 0 },
  refund_failure: { type: 'refund_failure', reporting_category: 'refund_failure', sign: 1, feeOf: () => 0 },
  dispute: { type: 'adjustment', reporting_category: 'dispute', sign: -1, feeOf: () => DISPUTE_FEE },
  dispute_reversal: { type: 'adjustment', reporting_category: 'dispute_reversal', sign: 1, feeOf: () => -DISPUTE_FEE },
};

// `id` is given where the object it is about must name it first.
export function newMovement({ kind, id = newId('txn'), amount, currency, source, now }) {
  const { type, reporting_category, sign, feeOf: fee_of } = MOVEMENTS[kind];
  const fee = fee_of(amount);
  return {
    id, object: 'balance_transaction', amount: sign * amount, available_on: now + 2 * DAY, balance_type: 'payments', created: now, currency,
    description: null, exchange_rate: null, fee,
    fee_details: fee === 0 ? [] : [{ amount: fee, application: null, currency, description: 'Stripe processing fees', type: 'stripe_fee' }],
    net: sign * amount - fee, reporting_category, source, status: 'pending', type,
  };
}

export function newEvent({ type, object, previous_attributes, caused_by, now }) {
  return {
    id: newId('evt'), object: 'event', api_version: API_VERSION, created: now,
    data: { object, ...(previous_attributes && { previous_attributes }) },
    livemode: false, pending_webhooks: 1, request: caused_by ?? { id: null, idempotency_key: null }, type,
  };
}
