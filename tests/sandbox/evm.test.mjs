// The EVM chain: a real node behind two faces, with the official client.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import { after, beforeEach, describe, test } from 'node:test';
import { ethers } from 'ethers';
import { newFolder, startSandbox } from './testing/start_sandbox.mjs';
import { waitUntil } from './testing/wait_until.mjs';

const state = newFolder();
const start = (folder = state) => startSandbox({ smtp: false, state: folder, more_words: ['--evm'] });
const sandbox = await start();
const open = [];
after(async () => {
  open.forEach((provider) => provider.destroy());
  await sandbox.stop();
});

const ONE = ethers.parseEther('1');

function nodeOf({ address }, letter = 'a') {
  const network = ethers.Network.from(7000);
  open.push(new ethers.JsonRpcProvider(`${address}/evm/${letter}`, network, { staticNetwork: network, batchMaxCount: 1, cacheTimeout: -1, pollingInterval: 20 }));
  return open.at(-1);
}
const control = async (place, body, { method = 'POST', at = sandbox } = {}) => {
  const answer = await at.request(`/control/evm${place}`, { method, body: JSON.stringify(body) });
  return { status: answer.status, ...(await answer.json()) };
};
async function newWallet(at = sandbox) {
  const wallet = ethers.Wallet.createRandom().connect(nodeOf(at));
  await control('/faucet', { address: wallet.address, wei: ONE.toString() }, { at });
  return wallet;
}
const signed = async (wallet, nonce = 0) => wallet.signTransaction({
  type: 2, chainId: 7000, nonce, to: ethers.ZeroAddress, value: 5n, gasLimit: 21_000n, maxFeePerGas: 10n ** 10n, maxPriorityFeePerGas: 1n,
});
const rpc = async (body, letter = 'a') => (await sandbox.request(`/evm/${letter}`, { method: 'POST', body: JSON.stringify(body) })).json();
const violations = async () => (await sandbox.getJson('/control/violations')).flatMap((row) => row.problems.map((problem) => problem.field));

beforeEach(async () => {
  for (const name of ['evm_a', 'evm_b']) await sandbox.setFault(name, { mode: 'none' });
  await sandbox.request('/control/violations', { method: 'DELETE' });
});

describe('the chain', () => {
  test('a payment is mined at once and seen by both nodes', async () => {
    const wallet = await newWallet();
    const sent = await wallet.provider.broadcastTransaction(await signed(wallet));
    const receipt = await nodeOf(sandbox, 'b').getTransactionReceipt(sent.hash);
    assert.deepEqual([receipt.status, receipt.gasUsed], [1, 21_000n]);
    assert.equal(await rpc({ jsonrpc: '2.0', id: 1, method: 'eth_chainId', params: [] }).then((answer) => answer.result), '0x1b58');
    assert.equal(await wallet.provider.getBalance(wallet.address), ONE - 5n - receipt.fee);
    assert.equal(await wallet.provider.getTransactionCount(wallet.address, 'pending'), 1);
    await assert.rejects(wallet.provider.broadcastTransaction(await signed(wallet)), /nonce/);
    assert.deepEqual(await violations(), []);
  });

  test('the faucet adds up', async () => {
    const { address } = ethers.Wallet.createRandom();
    await control('/faucet', { address, wei: '5' });
    assert.deepEqual(await control('/faucet', { address, wei: '7' }), { status: 200, address, wei: '12' });
    assert.equal((await control('/faucet', { address: '0x12', wei: '7' })).status, 400);
  });

  test('blocks by hand: mined when it is said', async () => {
    const wallet = await newWallet();
    await control('/mining', { mode: 'manual' }, { method: 'PUT' });
    const { hash } = await wallet.provider.broadcastTransaction(await signed(wallet));
    assert.equal(await wallet.provider.getTransactionReceipt(hash), null);
    const { block } = await control('/mine', { blocks: 3 });
    assert.equal(await wallet.provider.getBlockNumber(), block);
    assert.equal((await wallet.provider.getTransactionReceipt(hash)).status, 1);
    await control('/mining', { mode: 'auto' }, { method: 'PUT' });
  });
});

describe('requests', () => {
  test('what a public node does not offer is refused, in a list of calls too', async () => {
    const answers = await rpc([{ jsonrpc: '2.0', id: 1, method: 'anvil_mine', params: [] }, { jsonrpc: '2.0', id: 2, method: 'net_version', params: [] }]);
    assert.deepEqual(answers.map((answer) => answer.error?.code ?? answer.result), [-32601, '7000']);
    assert.deepEqual(await violations(), ['method']);
  });

  const wrong = [
    { name: 'no parameter', request: { method: 'eth_getBalance', params: [] }, code: -32602, field: 'Address' },
    { name: 'an address too short', request: { method: 'eth_getBalance', params: ['0x12', 'latest'] }, code: -32602, field: 'Address' },
    { name: 'one too many', request: { method: 'eth_chainId', params: [1] }, code: -32602, field: null },
    { name: 'a quantity with a zero in front', request: { method: 'eth_getBlockByNumber', params: ['0x01', false] }, code: -32602, field: 'Block' },
    { name: 'no method', request: { params: [] }, code: -32600, field: null },
  ];
  for (const row of wrong) {
    test(`${row.name} is refused`, async () => {
      assert.equal((await rpc({ jsonrpc: '2.0', id: 1, ...row.request })).error.code, row.code);
      assert.deepEqual(await violations(), [row.field]);
    });
  }

  test('what is no JSON is refused', async () => {
    assert.equal((await sandbox.request('/evm/a', { method: 'POST', body: '{' })).status, 400);
    assert.equal((await sandbox.request('/evm/a')).status, 400);
  });
});

describe('faults', () => {
  test('of one node are not those of the other', async () => {
    const request = { jsonrpc: '2.0', id: 1, method: 'eth_chainId', params: [] };
    await sandbox.setFault('evm_a', { mode: 'down' });
    await assert.rejects(rpc(request, 'a'));
    assert.equal((await rpc(request, 'b')).result, '0x1b58');
    await sandbox.setFault('evm_a', { mode: 'rate_limited', count: 1 });
    const refused = await sandbox.request('/evm/a', { method: 'POST', body: JSON.stringify(request) });
    assert.deepEqual([refused.status, refused.headers.get('retry-after')], [429, '1']);
  });

  test('lost: a hash, and no transaction', async () => {
    const wallet = await newWallet();
    const raw = await signed(wallet);
    await sandbox.setFault('evm_a', { mode: 'lost', count: 1 });
    const { result } = await rpc({ jsonrpc: '2.0', id: 1, method: 'eth_sendRawTransaction', params: [raw] });
    assert.equal(result, ethers.keccak256(raw));
    assert.equal(await wallet.provider.getTransaction(result), null);
  });

  test('unanswered: sent, and nobody says so', async () => {
    const wallet = await newWallet();
    const raw = await signed(wallet);
    await sandbox.setFault('evm_a', { mode: 'unanswered', count: 1 });
    await assert.rejects(rpc({ jsonrpc: '2.0', id: 1, method: 'eth_sendRawTransaction', params: [raw] }));
    assert.equal((await wallet.provider.getTransactionReceipt(ethers.keccak256(raw))).status, 1);
  });
});

describe('the child', () => {
  // Those of the machine whose command line names the folder.
  const running = (folder) => fs.readdirSync('/proc').filter((name) => /^\d+$/.test(name)).filter((name) => {
    try {
      return fs.readFileSync(`/proc/${name}/cmdline`, 'utf8').includes(`${folder}/evm`);
    } catch {
      return false;
    }
  });

  for (const signal of ['SIGTERM', 'SIGKILL']) {
    test(`ends after ${signal} of the sandbox, and the chain is there again`, async () => {
      const folder = newFolder();
      const first = await start(folder);
      const wallet = await newWallet(first);
      const { hash } = await wallet.provider.broadcastTransaction(await signed(wallet));
      wallet.provider.destroy();
      assert.ok(running(folder).length > 0);
      await first.stop(signal);
      await waitUntil(() => running(folder).length === 0);
      const second = await start(folder);
      const receipt = await nodeOf(second).getTransactionReceipt(hash);
      assert.equal(receipt.status, 1);
      assert.equal(await nodeOf(second).getTransactionCount(wallet.address), 1);
      await second.stop();
      assert.deepEqual(running(folder), []);
    });
  }
});

test('without --evm there is no chain', async () => {
  const other = await startSandbox({ smtp: false });
  assert.equal((await other.request('/evm/a', { method: 'POST', body: '{}' })).status, 404);
  await other.stop();
});
