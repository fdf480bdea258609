// The wallet page: what a Solana Pay URL asks for, and a button for each way to answer it. It works without a script.
import { json, seeOther, show } from '../../server/answer.mjs';
import { object } from '../../server/control_body.mjs';
import { bodyCheckBy } from '../../server/contract.mjs';
import { EXPLORER } from './explorer_pages.mjs';
import { readPayUrl } from './pay_url.mjs';
import { PAYMENT_FIELDS } from './payments.mjs';
import { urlPage, walletPage } from './wallet_page.mjs';

const PATH = '/solana/wallet';
const USUAL_WALLET = 'buyer';

// `variant` is what payments.pay() takes beside the URL, for an amount in base units.
const DECISIONS = [
  { decision: 'pay', title: 'Pay', variant: () => ({}) },
  { decision: 'half', title: 'Pay half', variant: (amount) => ({ amount: String(amount / 2n) }) },
  { decision: 'double', title: 'Pay double', variant: (amount) => ({ amount: String(amount * 2n) }) },
  { decision: 'wrong_mint', title: 'Pay in worthless tokens', variant: () => ({ wrong_mint: true }) },
  { decision: 'without_reference', title: 'Leave out the reference', variant: () => ({ without_reference: true }) },
  { decision: 'failing', title: 'Have the transaction fail', variant: () => ({ failing: true }) },
];

const problemsOf = bodyCheckBy(object(PAYMENT_FIELDS));

// What `act` gives, or the words of the RangeError that says why it cannot be.
function attempt(act) {
  try {
    return { value: act(), problem: null };
  } catch (error) {
    if (error instanceof RangeError) return { problem: error.message };
    throw error;
  }
}

function readRequest(url) {
  const asked = readPayUrl(url);
  if (asked.amount === null) throw new RangeError('the URL says no amount');
  return asked;
}

export function createWalletRoutes(payments) {
  // With what the URL asks for, when it can be read, `answer` of it.
  function withRequest(url, answer) {
    const { value: asked, problem } = attempt(() => readRequest(url));
    return problem === null ? answer(asked) : show(400, urlPage, { url, problem });
  }

  const showRequest = (status, shown) => show(status, walletPage, { decisions: DECISIONS, ...shown });

  function open({ query }) {
    const url = query.get('url') ?? '';
    if (url === '') return show(200, urlPage, { url, problem: null });
    return withRequest(url, (asked) => showRequest(200, { url, asked, wallet: USUAL_WALLET, problem: null }));
  }

  function pay(url, wallet, variant) {
    const [broken] = problemsOf({ url, wallet, ...variant });
    if (broken) throw new RangeError(`${broken.field} ${broken.message}`);
    const { signature, landed } = payments.pay({ url, wallet, ...variant });
    if (!landed) throw new RangeError('the chain did not take the transaction');
    return signature;
  }

  function decide({ body }) {
    const form = new URLSearchParams(body.toString('utf8'));
    const [url, wallet] = ['url', 'wallet'].map((name) => form.get(name) ?? '');
    const row = DECISIONS.find(({ decision }) => decision === form.get('decision'));
    if (!row) return json(400, { error: `there is no decision ${form.get('decision')}` });
    return withRequest(url, (asked) => {
      const { value: signature, problem } = attempt(() => pay(url, wallet, row.variant(asked.amount)));
      return problem === null ? seeOther(`${EXPLORER}/transactions/${signature}`) : showRequest(400, { url, asked, wallet, problem });
    });
  }

  return [
    { method: 'GET', path: PATH, handle: open },
    { method: 'POST', path: PATH, handle: decide },
  ];
}
