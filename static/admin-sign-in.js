// Signing in with a wallet of the browser: asks for a message, has it signed, and sends the form.
import { base58 } from './admin-base58.js';

const form = document.querySelector('[data-wallet-form]');
const problem = document.querySelector('[data-wallet-problem]');

const wallets = {
  solana: {
    present: () => window.solana,
    address: async () => (await window.solana.connect()).publicKey.toString(),
    sign: async (message) => base58((await window.solana.signMessage(new TextEncoder().encode(message), 'utf8')).signature),
  },
  evm: {
    present: () => window.ethereum,
    address: async () => (await window.ethereum.request({ method: 'eth_requestAccounts' }))[0],
    sign: (message, address) => window.ethereum.request({ method: 'personal_sign', params: [`0x${[...new TextEncoder().encode(message)].map((byte) => byte.toString(16).padStart(2, '0')).join('')}`, address] }),
  },
};

async function challenge(chain, address) {
  const response = await fetch('/api/admin/auth/nonce', {
    method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ chain, address }),
  });
  const answer = await response.json();
  if (!response.ok) throw new Error(answer.detail ?? answer.title);
  return answer.message;
}

async function signIn(chain) {
  const wallet = wallets[chain];
  if (!wallet.present()) throw new Error('There is no such wallet in this browser.');
  const address = await wallet.address();
  const message = await challenge(chain, address);
  const signature = await wallet.sign(message, address);
  for (const [name, value] of Object.entries({ chain, address, message, signature })) form.elements[name].value = value;
  form.submit();
}

if (form) {
  document.querySelector('[data-wallets]').hidden = false;
  for (const button of document.querySelectorAll('[data-chain]')) {
    button.addEventListener('click', () => {
      problem.hidden = true;
      signIn(button.dataset.chain).catch((error) => {
        problem.textContent = error.message;
        problem.hidden = false;
      });
    });
  }
}
