// What the chain begins with: the programs' names, a faucet that is rich, and two mints in its hand.
import { createHash } from 'node:crypto';
import { Keypair, PublicKey } from '@solana/web3.js';
import { MintLayout } from '@solana/spl-token';

export const GENESIS_HASH = 'EtWTRABZaYq6iMfeYKouRu166VU2xqa1wcaWoxPkrZBG'; // devnet's

export const PROGRAMS = {
  system: '11111111111111111111111111111111',
  token: 'TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA',
  token_2022: 'TokenzQdBNbLqP5VEhdkAS6EPFLC1PHnBqCXEpPxuEb',
  associated_token: 'ATokenGPvbdGVxr1b2hvZbsiqW5xWH25efTNsLJA8knL',
  memo: 'MemoSq4gqABAXKb96qnH8TysNcWxMyWCqXgDLGmfcHr',
  memo_1: 'Memo1UhkJRfHyvLMcVucJwxXeuD728EqVDDwQDxFMNo',
  address_lookup_table: 'AddressLookupTab1e1111111111111111111111111',
};

// Seeds of keys that are the same in every sandbox.
const keyOf = (name) => Keypair.fromSeed(createHash('sha256').update(`gem sandbox ${name}`).digest());

export const FAUCET = keyOf('faucet');

// The worthless one is of the real token program and looks like money.
export const MINTS = {
  usdc: '4zMMC9srt5Ri5X14GAgXhaHii3GnPAEERYPJgZJDncDU',
  worthless: keyOf('worthless mint').publicKey.toBase58(),
};
export const MINT_DECIMALS = 6;

// Amounts of lamports are JSON numbers, so nobody owns more than a number holds exactly.
const FAUCET_LAMPORTS = 9_000_000_000_000_000;
const MINT_LAMPORTS = 1_461_600;

function mintData() {
  const data = Buffer.alloc(MintLayout.span);
  MintLayout.encode({
    mintAuthorityOption: 1, mintAuthority: FAUCET.publicKey, supply: 0n, decimals: MINT_DECIMALS, isInitialized: true,
    freezeAuthorityOption: 0, freezeAuthority: PublicKey.default,
  }, data);
  return data.toString('base64');
}

// In the form of machine.mjs.
export const GENESIS_ACCOUNTS = [
  { id: FAUCET.publicKey.toBase58(), lamports: FAUCET_LAMPORTS, owner: PROGRAMS.system, data: '', executable: false },
  ...Object.values(MINTS).map((id) => ({ id, lamports: MINT_LAMPORTS, owner: PROGRAMS.token, data: mintData(), executable: false })),
];
