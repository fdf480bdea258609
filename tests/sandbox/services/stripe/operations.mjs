// Stripe's operations as rows: the form or query they take, and what they do with it. `run` gets {id, form, address, caused_by}.
import { eventListProblems, FORMS, refundProblems, sessionProblems } from './forms.mjs';
import { listPage } from './lists.mjs';

const noProblems = () => [];

export function createOperations({ account, sessions, refunds, shown }) {
  const find = (table) => ({ id }) => shown(account.find(table, id));
  const list = (table, url) => ({ form: { expand, ...wanted } }) => listPage(account.list(table).map(shown), wanted, url);
  const checked = (problems) => (form) => problems(form, account.now());

  const rows = [
    { method: 'POST', path: '/v1/checkout/sessions', form: FORMS.session, problems: checked(sessionProblems), run: ({ form, ...cause }) => sessions.create(form, cause) },
    { method: 'GET', path: '/v1/checkout/sessions', form: FORMS.sessions, run: list('session', '/v1/checkout/sessions') },
    { method: 'GET', path: '/v1/checkout/sessions/{session}', form: FORMS.one, run: find('session') },
    { method: 'POST', path: '/v1/checkout/sessions/{session}/expire', form: FORMS.one, run: ({ id, caused_by }) => sessions.expire(id, caused_by) },
    { method: 'GET', path: '/v1/payment_intents', form: FORMS.intents, run: list('payment_intent', '/v1/payment_intents') },
    { method: 'GET', path: '/v1/payment_intents/{intent}', form: FORMS.one, run: find('payment_intent') },
    { method: 'GET', path: '/v1/charges', form: FORMS.charges, run: list('charge', '/v1/charges') },
    { method: 'GET', path: '/v1/charges/{charge}', form: FORMS.one, run: find('charge') },
    { method: 'POST', path: '/v1/refunds', form: FORMS.refund, problems: refundProblems, run: ({ form, caused_by }) => refunds.create(form, caused_by) },
    { method: 'GET', path: '/v1/refunds', form: FORMS.refunds, run: list('refund', '/v1/refunds') },
    { method: 'GET', path: '/v1/refunds/{refund}', form: FORMS.one, run: find('refund') },
    { method: 'GET', path: '/v1/disputes', form: FORMS.disputes, run: list('dispute', '/v1/disputes') },
    { method: 'GET', path: '/v1/disputes/{dispute}', form: FORMS.one, run: find('dispute') },
    { method: 'GET', path: '/v1/balance_transactions', form: FORMS.movements, run: list('balance_transaction', '/v1/balance_transactions') },
    { method: 'GET', path: '/v1/balance_transactions/{id}', form: FORMS.one, run: find('balance_transaction') },
    { method: 'GET', path: '/v1/events', form: FORMS.events, problems: eventListProblems, run: list('event', '/v1/events') },
    { method: 'GET', path: '/v1/events/{id}', form: FORMS.one, run: find('event') },
  ];
  return rows.map((row) => ({ problems: noProblems, ...row }));
}
