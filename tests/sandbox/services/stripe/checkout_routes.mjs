// The page to pay on. It works without a script: every button sends the form.
import { json, newNonce, page, seeOther } from '../../server/answer.mjs';
import { checkoutPage, closedPage } from './checkout_page.mjs';

const PATH = '/stripe/checkout/{id}';
const OUTCOMES = { pay: 'paid', slow: 'async_succeed', slow_failing: 'async_fail', decline: 'decline' };

const successUrl = (session) => session.success_url.replaceAll('{CHECKOUT_SESSION_ID}', session.id);

export function createCheckoutRoutes({ account, sessions }) {
  function show(session, refused) {
    const nonce = newNonce();
    if (session.status !== 'open') return page(200, closedPage({ session, nonce }), nonce);
    const form_target = [session.success_url, session.cancel_url].filter(Boolean).map((url) => new URL(url).origin).join(' ');
    return page(200, checkoutPage({ session, names: account.find('checkout', session.id).names, refused, nonce }), nonce, { form_target });
  }

  function decide(session, { body }) {
    const decision = new URLSearchParams(body.toString('utf8')).get('decision');
    if (session.status !== 'open') return show(session, false);
    if (decision === 'back') return seeOther(session.cancel_url ?? PATH.replace('{id}', session.id));
    if (!Object.hasOwn(OUTCOMES, decision ?? '')) return json(400, { error: `there is no decision ${decision}` });
    const after = sessions.pay(session.id, { outcome: OUTCOMES[decision] });
    return after.status === 'open' ? show(after, true) : seeOther(successUrl(after));
  }

  const onSession = (answer) => (call) => {
    sessions.endDue();
    const { id } = call.parameters;
    return account.has('session', id) ? answer(account.find('session', id), call) : json(404, { error: `there is no checkout ${id}` });
  };

  return [
    { method: 'GET', path: PATH, handle: onSession((session) => show(session, false)) },
    { method: 'POST', path: PATH, handle: onSession(decide) },
  ];
}
