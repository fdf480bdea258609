// Wallets of both chains for tests, signing as the real ones do, with the chains' own packages.
import { randomBytes } from 'node:crypto';
import bs58 from 'bs58';
import { SigningKey, Wallet } from 'ethers';
import nacl from 'tweetnacl';
import { api, expectStatus } from './client.mjs';

const bytes = (text) => new Uint8Array(Buffer.from(text));

/** {chain, address, sign(text) → base58} */
export function newSolanaWallet() {
  const pair = nacl.sign.keyPair();
  return { chain: 'solana', address: bs58.encode(pair.publicKey), sign: async (text) => bs58.encode(nacl.sign.detached(bytes(text), pair.secretKey)) };
}

/** {chain, address, sign(text) → 0x-hex} */
export function newEvmWallet() {
  const wallet = new Wallet(new SigningKey(randomBytes(32)));
  return { chain: 'evm', address: wallet.address, sign: (text) => wallet.signMessage(text) };
}

export const newWallet = { solana: newSolanaWallet, evm: newEvmWallet };
export const chains = Object.keys(newWallet);

/** What the server gives this wallet to sign: {nonce, message, expires_at}. */
export const challengeFor = ({ chain, address }) => expectStatus(201, 'POST', '/api/auth/nonce', { body: { chain, address } });

/** A fresh message and its signature: {address, message, signature}, as binding takes it. */
export async function proofOf(wallet, change = (message) => message) {
  const message = change((await challengeFor(wallet)).message);
  return { address: wallet.address, message, signature: await wallet.sign(message) };
}

/** The answer to signing in with a proof. */
export const loginWith = (chain, proof, options = {}) => api('POST', '/api/auth/wallet-login', { body: { chain, ...proof }, ...options });

/** Signs in as a person does. {token, user, is_new, expires_at} */
export const walletSignIn = async (wallet, options = {}) =>
  expectStatus(200, 'POST', '/api/auth/wallet-login', { body: { chain: wallet.chain, ...(await proofOf(wallet)) }, ...options });

/** The answer to binding a wallet. */
export const bindWallet = async (token, wallet, proof) =>
  api('PUT', `/api/me/wallets/${wallet.chain}`, { token, body: proof ?? (await proofOf(wallet)) });
