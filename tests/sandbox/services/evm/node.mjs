// One node of the chain: JSON-RPC 2.0 as public nodes offer it, without the methods that only a test chain has.
import { json } from '../../server/answer.mjs';

const MAXIMUM_BODY = 256 * 1024;
const PUBLIC = /^(eth|net|web3)_/;

const rpcError = (id, code, message) => ({ jsonrpc: '2.0', id, error: { code, message } });

const REFUSALS = {
  rate_limited: () => json(429, rpcError(null, -32005, 'rate limit exceeded'), { 'retry-after': '1' }),
  error: () => json(500, rpcError(null, -32603, 'internal error')),
};

const isRequest = (value) => value !== null && typeof value === 'object' && typeof value.method === 'string' && Array.isArray(value.params ?? []);

function parse(body) {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return null;
  }
}

export function createNode({ name, mount, fault, anvil, contract, violations }) {
  function refuse(call, { id = null, method = call.method }, code, problem) {
    violations.record({ service: name, method, path: mount, status: 200, problems: [problem] });
    return rpcError(id, code, problem.message);
  }

  // What is wrong with a request: an answer, or null.
  function findRefusal(call, request) {
    if (!isRequest(request)) return refuse(call, {}, -32600, { field: null, rule: 'jsonrpc', message: 'invalid request' });
    const check = contract?.paramsCheck(request.method);
    if (!PUBLIC.test(request.method) || (contract && !check)) {
      return refuse(call, request, -32601, { field: 'method', rule: 'method', message: `the method ${request.method} does not exist or is not available` });
    }
    const [problem] = check ? check(request.params ?? []) : [];
    return problem ? refuse(call, request, -32602, { ...problem, message: `invalid params: ${problem.field} ${problem.message}` }) : null;
  }

  // A transaction that is taken and then dropped has its hash all the same.
  async function dropTransaction({ id, params: [raw] }) {
    const { keccak256 } = await import('ethers');
    return { jsonrpc: '2.0', id, result: keccak256(raw) };
  }

  async function answerOne(call, request) {
    const refusal = findRefusal(call, request);
    if (refusal) return refusal;
    if (call.lost && request.method === 'eth_sendRawTransaction') return dropTransaction(request);
    return JSON.parse(await anvil.exchange(JSON.stringify(request)));
  }

  async function handle(call) {
    const asked = call.body === null ? null : parse(call.body);
    if (call.method !== 'POST' || asked === null) {
      return json(400, refuse(call, {}, -32700, { field: null, rule: 'json', message: `send JSON by POST, at most ${MAXIMUM_BODY} bytes` }));
    }
    const answer = Array.isArray(asked) ? await Promise.all(asked.map((each) => answerOne(call, each))) : await answerOne(call, asked);
    return call.unanswered ? null : json(200, answer);
  }

  return { mount, fault, maximum_body: MAXIMUM_BODY, refusals: REFUSALS, handle };
}
