import { empty, json, newNonce, page } from '../../server/answer.mjs';
import { mailListPage, mailPage } from './mailbox_pages.mjs';

const wantedAddress = (query) => (query.get('to') ?? '').trim().toLowerCase();

export function createMailboxRoutes(mailbox) {
  // A program asks for one address, a person types a part of it.
  function listJson({ query }) {
    const wanted = wantedAddress(query);
    return json(200, mailbox.list((address) => wanted === '' || address === wanted));
  }

  function listPage({ query }) {
    const wanted = wantedAddress(query);
    const nonce = newNonce();
    return page(200, mailListPage({ mails: mailbox.list((address) => address.includes(wanted)), wanted, nonce }), nonce);
  }

  function onePage({ parameters }) {
    const mail = mailbox.find(parameters.id);
    if (!mail) return json(404, { error: `there is no mail ${parameters.id}` });
    const nonce = newNonce();
    return page(200, mailPage({ mail, nonce }), nonce);
  }

  function clear() {
    mailbox.clear();
    return empty(204);
  }

  return [
    { method: 'GET', path: '/mailbox', handle: listPage },
    { method: 'DELETE', path: '/mailbox', handle: clear },
    { method: 'GET', path: '/mailbox.json', handle: listJson },
    { method: 'GET', path: '/mailbox/{id}', handle: onePage },
  ];
}
