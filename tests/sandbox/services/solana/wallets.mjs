// Wallets of people, by name, whose keys are kept. They never run dry: what they lack the faucet gives.
import { Keypair, PublicKey } from '@solana/web3.js';
import { getAssociatedTokenAddressSync } from '@solana/spl-token';
import bs58 from 'bs58';
import { readTokenAccount } from './tokens.mjs';

const LEAST_LAMPORTS = 50_000_000n; // fees and rent of a few token accounts
const TOP_UP_LAMPORTS = 10_000_000_000n;
const TOP_UP_TOKENS = 1_000_000_000n;

export function createWallets({ store, chain, faucet }) {
  function keyOf(name) {
    if (store.find('wallet', name) === null) store.save([['wallet', { id: name, secret: bs58.encode(Keypair.generate().secretKey) }]]);
    return Keypair.fromSecretKey(bs58.decode(store.find('wallet', name).secret));
  }

  function show(name) {
    const key = keyOf(name);
    return { name, address: key.publicKey.toBase58(), secret: bs58.encode(key.secretKey) };
  }

  function provideLamports(owner, lamports) {
    const has = BigInt(chain.accounts.find(owner.toBase58())?.lamports ?? 0);
    if (has < lamports + LEAST_LAMPORTS) faucet.giveLamports(owner, lamports + TOP_UP_LAMPORTS);
  }

  function provideTokens(owner, mint, amount) {
    const account = getAssociatedTokenAddressSync(new PublicKey(mint), owner, true);
    const has = readTokenAccount(chain.accounts.find(account.toBase58()))?.amount ?? 0n;
    if (has < amount) faucet.giveTokens(owner, mint, amount + TOP_UP_TOKENS);
  }

  return {
    // The Keypair, made when the name is new.
    keyOf,
    show,
    list: () => store.list('wallet').map(({ id }) => show(id)),
    // Enough for this payment and its fees; `mint` null means lamports.
    provide(owner, mint, amount) {
      provideLamports(owner, mint === null ? amount : 0n);
      if (mint !== null) provideTokens(owner, mint, amount);
    },
  };
}
