// Who takes part in a run, and what is for sale.
import { newPack } from '../integration/support/catalogue.mjs';
import { walletNamed } from '../integration/support/chain.mjs';
import { newUsers } from '../integration/support/users.mjs';
import { bindWallet } from '../integration/support/wallets.mjs';

export const CREDIT_AT_FIRST = 100;
const USERS_PER_WALLET = 4;
const STONES_PER_PAYMENT = 3;

// A wallet of the sandbox's, bound to a user as a person would do it.
async function bind(user, name) {
  const wallet = await walletNamed(name);
  const answer = await bindWallet(user.token, wallet);
  if (answer.status !== 200) throw new Error(`the wallet was not bound: ${answer.text}`);
  return { ...user, wallet: name };
}

/** {users, pack}; `wallet` is the name of the one that a user has bound. */
export async function gather({ payments, regulars }) {
  const stones = payments.length * STONES_PER_PAYMENT;
  const pack = await newPack({ supply: stones, stones: { COMMON: stones } });
  const users = await newUsers(regulars + payments.filter((payment) => payment.alone).length, { credit: CREDIT_AT_FIRST });
  for (let index = 0; index < regulars; index += USERS_PER_WALLET) users[index] = await bind(users[index], `user-${index}`);
  return { users, pack };
}
