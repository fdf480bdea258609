import { layout, markup } from '../../pages/html.mjs';

const money = (cents, currency) => `${Math.floor(cents / 100)}.${String(cents % 100).padStart(2, '0')} ${currency.toUpperCase()}`;

export function checkoutPage({ session, names, refused, nonce }) {
  const body = markup`<h1>Pay by card?</h1>
<p class="quiet">This page stands in for Stripe. Nobody's card is charged.</p>
${refused && markup`<p class="warning" role="alert">The card was declined. Try again, or go back.</p>`}
<form class="card" method="post">
<h2>${names.join(', ')}</h2>
<p class="price">${money(session.amount_total, session.currency)}</p>
<p class="row"><button name="decision" value="pay">Pay</button>
<button name="decision" value="slow">Pay by a slow method</button>
<button name="decision" value="slow_failing">Pay by a slow method that fails</button>
<button name="decision" value="decline">Have the card declined</button>
${session.cancel_url && markup`<button name="decision" value="back">Back</button>`}</p>
</form>`;
  return layout({ title: 'Checkout', body, nonce });
}

export function closedPage({ session, nonce }) {
  const body = markup`<h1>This checkout is over</h1>
<p>It is ${session.status}${session.status === 'complete' && markup` and ${session.payment_status}`}.</p>
${session.cancel_url && markup`<p><a href="${session.cancel_url}">Back to the shop</a></p>`}`;
  return layout({ title: 'Checkout', body, nonce });
}
