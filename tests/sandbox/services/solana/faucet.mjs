// Money from nowhere: lamports out of the faucet's own, tokens newly minted. Every gift is a transaction like any other.
import { PublicKey, SystemProgram } from '@solana/web3.js';
import { createAssociatedTokenAccountIdempotentInstruction, createMintToInstruction, getAssociatedTokenAddressSync } from '@solana/spl-token';
import { FAUCET, MINTS } from './genesis.mjs';
import { RpcError } from './rpc_error.mjs';

const payer = FAUCET.publicKey;

export function createFaucet({ chain, sign }) {
  function send(...instructions) {
    const record = chain.land(sign({ instructions, signers: [FAUCET] }));
    if (record?.err !== null) throw new RpcError(-32603, `the faucet cannot give: ${JSON.stringify(record?.err ?? 'refused')}`);
    return record;
  }

  const giveLamports = (address, lamports) => send(SystemProgram.transfer({ fromPubkey: payer, toPubkey: address, lamports }));

  function giveTokens(owner, mint_address, amount) {
    const mint = new PublicKey(mint_address);
    const account = getAssociatedTokenAddressSync(mint, owner, true);
    return send(createAssociatedTokenAccountIdempotentInstruction(payer, account, owner, mint), createMintToInstruction(mint, account, payer, amount));
  }

  return {
    // Amounts are big integers in base units, `address` is a PublicKey; all give the record of the transaction.
    giveLamports,
    gifts: {
      lamports: giveLamports,
      usdc: (address, amount) => giveTokens(address, MINTS.usdc, amount),
      worthless: (address, amount) => giveTokens(address, MINTS.worthless, amount),
    },
    giveTokens,
  };
}
