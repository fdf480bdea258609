// What the sources have in common: they are only asked, and a query that breaks the contract, or asks for what the stand-in
// does not know, is a violation. `refusal(status, words)` says it as the source would.
import { formCheckBy } from '../../server/contract.mjs';

// A name with brackets may come more than once.
const formOf = (query) => Object.fromEntries([...query.keys()].map((name) => [name, name.endsWith('[]') ? query.getAll(name) : query.get(name)]));

const plain = (field, message) => [{ field, rule: 'plain', message }];

// Rows of `operations` are {path, schema, answer}: the schema of the query, and what is answered to its values.
export function createEndpoint({ name, mount, fault, contract, operations, problemsOfHeaders = () => [], refusal, refusals, violations }) {
  const rows = operations.map(({ path, schema, answer }) => ({
    path, answer, checks: [contract?.queryCheck('get', path), formCheckBy(schema)].filter(Boolean),
  }));

  function refuse(call, status, problems) {
    violations.record({ service: name, method: call.method, path: mount + call.path, status, problems });
    const [{ field, message }] = problems;
    return refusal(status, [field, message].filter(Boolean).join(' '));
  }

  function handle(call) {
    const row = rows.find((each) => each.path === call.path);
    if (!row) return refuse(call, 404, plain(null, 'not found'));
    if (call.method !== 'GET') return refuse(call, 405, plain(null, 'method not allowed'));
    const checked = row.checks.map((check) => check(formOf(call.query)));
    const problems = [...problemsOfHeaders(call.headers), ...checked.flatMap((each) => each.problems)];
    return problems.length > 0 ? refuse(call, 400, problems) : row.answer(checked[0].value);
  }

  return { mount, fault, maximum_body: 0, refusals, handle };
}
