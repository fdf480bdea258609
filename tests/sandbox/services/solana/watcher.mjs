// Helius: tells the platform of confirmed transactions that name an address it watches, or a token account of one.
import { FORMS } from './helius_forms.mjs';

const PATH = '/hooks/solana';

export const WEBHOOK_TYPES = Object.keys(FORMS);

export function createWatcher({ name, finality, deliveries, authorization, addresses }) {
  let watched = new Set(addresses);
  let type = 'enhanced';

  const owners = ({ pre_tokens, post_tokens }) => [...pre_tokens, ...post_tokens].map((row) => row.owner);
  const isWatched = (record) => [...record.keys, ...owners(record)].some((address) => watched.has(address));

  function tell(record) {
    const element = isWatched(record) ? FORMS[type](record) : null;
    if (element !== null) deliveries.send({ service: name, id: record.id, path: PATH, headers: { authorization }, body: JSON.stringify([element]) });
  }
  finality.onConfirmed(tell);

  return {
    watch(wanted) {
      watched = new Set(wanted);
    },
    setType(wanted) {
      type = wanted;
    },
  };
}
