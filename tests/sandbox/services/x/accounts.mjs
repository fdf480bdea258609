// Accounts to consent with: some are offered, any other may be typed.
import { createHash } from 'node:crypto';

export const OFFERED = [
  { id: '1000000000000000001', username: 'gem_ann', name: 'Ann' },
  { id: '1000000000000000002', username: 'gem_bob', name: 'Bob' },
  { id: '1000000000000000003', username: 'gem_eve', name: 'Eve' },
];

const USERNAME = /^[A-Za-z0-9_]{1,15}$/;
const ID = /^[1-9]\d{0,18}$/;

// The same name always has the same id. With an id a name can be given to another account, as after a change of names.
function usualId(username) {
  const digits = createHash('sha256').update(username.toLowerCase()).digest('hex').slice(0, 15);
  return (BigInt(`0x${digits}`) + 1n).toString();
}

// {account} or {problem}; without an id it is the name's usual one.
export function findAccount({ username, id }) {
  if (!USERNAME.test(username)) return { problem: 'a username has 1 to 15 of A-Z a-z 0-9 _' };
  if (id && !ID.test(id)) return { problem: 'an id has 1 to 19 digits' };
  const offered = OFFERED.find((account) => account.username === username.toLowerCase());
  return { account: { id: id || offered?.id || usualId(username), username, name: offered?.name ?? username } };
}
