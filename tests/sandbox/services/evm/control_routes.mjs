// For tests and developers: money from nowhere, and blocks when they are wanted.
import { json } from '../../server/answer.mjs';
import { object, withBody } from '../../server/control_body.mjs';

const FAUCET = object({ address: { type: 'string', pattern: '^0x[0-9a-fA-F]{40}$' }, wei: { type: 'string', pattern: '^[0-9]{1,30}$' } }, ['address', 'wei']);
const MINE = object({ blocks: { type: 'integer', minimum: 1, maximum: 10_000 } }, ['blocks']);
const MINING = object({ mode: { enum: ['auto', 'manual'] } }, ['mode']);

const hex = (number) => `0x${number.toString(16)}`;

export function createEvmControl(anvil) {
  async function give({ body: { address, wei } }) {
    const balance = BigInt(await anvil.call('eth_getBalance', [address, 'latest'])) + BigInt(wei);
    await anvil.call('anvil_setBalance', [address, hex(balance)]);
    return json(200, { address, wei: balance.toString() });
  }

  async function mine({ body: { blocks } }) {
    await anvil.call('anvil_mine', [hex(blocks)]);
    return json(200, { block: Number(await anvil.call('eth_blockNumber', [])) });
  }

  async function setMining({ body }) {
    await anvil.call('evm_setAutomine', [body.mode === 'auto']);
    return json(200, body);
  }

  return [
    { method: 'POST', path: '/control/evm/faucet', handle: withBody(FAUCET, give) },
    { method: 'POST', path: '/control/evm/mine', handle: withBody(MINE, mine) },
    { method: 'PUT', path: '/control/evm/mining', handle: withBody(MINING, setMining) },
  ];
}
