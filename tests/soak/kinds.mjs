// The ways in which people pay, and how often each is drawn.
//
//   transfers   what goes over the chain for one quote, in order: how it is sent, by the names of the sandbox's /control/solana/pay;
//               `share` is how much of what was asked for, in thousandths, from and to
//   waits       they are sent when time has jumped
//   card        what the buyer does with the checkout, then what happens to the payment
//   alone       by somebody who does nothing else
export const KINDS = {
  'credit': { weight: 12 },

  'exact': { weight: 16, transfers: [{}] },
  'versioned': { weight: 3, transfers: [{ versioned: true }] },
  'sponsored': { weight: 2, transfers: [{ from_multiple_signers: true }] },
  'in two parts': { weight: 2, transfers: [{ two_transfers: true }] },
  'nearly exact': { weight: 4, transfers: [{ share: [996, 1004] }] },
  'short': { weight: 4, transfers: [{ share: [200, 990] }] },
  'short, then exact': { weight: 2, transfers: [{ share: [200, 990] }, {}] },
  'too much': { weight: 4, transfers: [{ share: [1010, 2500] }] },
  'twice': { weight: 4, transfers: [{}, {}] },
  'late': { weight: 5, waits: true, transfers: [{}] },
  'wrong mint': { weight: 3, transfers: [{ wrong_mint: true }] },
  'other asset': { weight: 3, transfers: [{ other_asset: true }] },
  'no reference': { weight: 5, transfers: [{ without_reference: true }] },
  'failed': { weight: 3, transfers: [{ failing: true }] },
  'failed, then exact': { weight: 3, transfers: [{ failing: true }, {}] },
  'never sent': { weight: 2, transfers: [{ drop: true }] },
  'abandoned': { weight: 4, transfers: [] },

  'card': { weight: 10, card: { outcome: 'paid' } },
  'card, slowly': { weight: 3, card: { outcome: 'async_succeed', delay_ms: 500 } },
  'card, slowly refused': { weight: 2, card: { outcome: 'async_fail', delay_ms: 500 } },
  'card, declined': { weight: 2, card: { outcome: 'decline' } },
  'card, wrong amount': { weight: 1, card: { outcome: 'paid', amount_override: 123 } },
  'card, abandoned': { weight: 2, card: null },
  'card, refunded': { weight: 3, card: { outcome: 'paid' }, after: 'refund' },
  'card, partly refunded': { weight: 2, card: { outcome: 'paid' }, after: 'partRefund' },
  'card, refund fails': { weight: 1, card: { outcome: 'paid' }, after: 'failedRefund' },
  'card, disputed': { weight: 1, alone: true, card: { outcome: 'paid' }, after: 'dispute' },
  'card, dispute won': { weight: 1, alone: true, card: { outcome: 'paid' }, after: 'wonDispute' },
  'card, dispute lost': { weight: 1, alone: true, card: { outcome: 'paid' }, after: 'lostDispute' },
};
