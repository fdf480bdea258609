// One node of the chain: JSON-RPC 2.0 with the methods of a public node, at one address.
import { empty, json } from '../../server/answer.mjs';
import { ACCOUNT_METHODS } from './account_methods.mjs';
import { CLUSTER_METHODS } from './cluster_methods.mjs';
import { HISTORY_METHODS } from './history_methods.mjs';
import { nodeBehind, RpcError, wrongParameter } from './rpc_error.mjs';
import { SENDING_METHODS } from './sending_methods.mjs';
import { createView } from './view.mjs';

const MAXIMUM_BODY = 256 * 1024;
const METHODS = { ...ACCOUNT_METHODS, ...CLUSTER_METHODS, ...HISTORY_METHODS, ...SENDING_METHODS };

const errorAnswer = (id, error) => ({ jsonrpc: '2.0', error, id });

const REFUSALS = {
  rate_limited: () => json(429, errorAnswer(null, { code: 429, message: 'Too many requests from your IP' }), { 'retry-after': '1' }),
  error: () => json(500, errorAnswer(null, { code: -32603, message: 'Internal error' })),
};

const isRequest = (value) => value !== null && typeof value === 'object' && typeof value.method === 'string' && Array.isArray(value.params ?? []);

function parse(body) {
  try {
    return body === null ? undefined : JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
}

export function createNode({ name, mount, fault, chain, faucet, contract, violations }) {
  let lagging_calls = 0;

  function checkParameters({ method, params = [] }) {
    if (!Object.hasOwn(METHODS, method)) {
      throw new RpcError(-32601, 'Method not found', { broken: { field: 'method', rule: 'method', message: `there is no method ${method}` } });
    }
    const [problem] = contract?.paramsCheck(method)?.(params) ?? [];
    if (problem) throw wrongParameter(problem.field, problem.rule, `${problem.field}: ${problem.message}`);
  }

  function run(request, view, manner) {
    if (!isRequest(request)) throw new RpcError(-32600, 'Invalid request', { broken: { field: null, rule: 'jsonrpc', message: 'is no request' } });
    checkParameters(request);
    if (view.slotsBehind() > 0 && (lagging_calls += 1) % 2 === 0) throw nodeBehind(view.slotsBehind());
    return METHODS[request.method](view, request.params ?? [], { faucet, lost: manner.lost });
  }

  function record(error, method) {
    if (error.broken) violations.record({ service: name, method, path: mount, status: 200, problems: [error.broken] });
  }

  function answerOne(request, view, manner) {
    const id = request?.id ?? null;
    try {
      return { jsonrpc: '2.0', result: run(request, view, manner), id };
    } catch (error) {
      if (!(error instanceof RpcError)) throw error;
      record(error, request?.method ?? 'POST');
      return errorAnswer(id, error.body);
    }
  }

  function handle({ method, body, unanswered = false, ...manner }) {
    if (method !== 'POST') return empty(405, { allow: 'POST' });
    const asked = parse(body);
    if (asked === undefined) return json(200, errorAnswer(null, { code: -32700, message: 'Parse error' }));
    chain.finality.settle();
    const view = createView({ chain, ...manner });
    const answer = Array.isArray(asked) ? asked.map((each) => answerOne(each, view, manner)) : answerOne(asked, view, manner);
    return unanswered ? null : json(200, answer);
  }

  return { mount, fault, maximum_body: MAXIMUM_BODY, refusals: REFUSALS, handle };
}
