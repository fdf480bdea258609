// The home page and the control interface: faults, deliveries and violations.
import { empty, json, newNonce, page, seeOther } from './answer.mjs';
import { homePage } from '../pages/home.mjs';

function parseJson(body) {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return null;
  }
}

// A form sends text, and an empty field for "not given".
function parseForm(body) {
  const form = new URLSearchParams(body.toString('utf8'));
  const wanted = { mode: form.get('mode') ?? '' };
  if (form.get('count')) wanted.count = Number(form.get('count'));
  if (form.get('probability')) wanted.probability = Number(form.get('probability'));
  if (form.get('delay_ms')) wanted.delay_ms = Number(form.get('delay_ms'));
  return wanted;
}

function createFaultRoutes(path, faults) {
  function setFault(parse, done) {
    return ({ parameters, body }) => {
      if (!faults.has(parameters.service)) return json(404, { error: `there is no service ${parameters.service}` });
      const wanted = parse(body);
      const problem = faults.problem(parameters.service, wanted);
      if (problem) return json(400, { error: problem });
      return done(faults.set(parameters.service, wanted));
    };
  }

  return [
    { method: 'GET', path, handle: () => json(200, faults.all()) },
    { method: 'PUT', path: `${path}/{service}`, handle: setFault(parseJson, (fault) => json(200, fault)) },
    { method: 'POST', path: `${path}/{service}`, handle: setFault(parseForm, () => seeOther('/')) },
  ];
}

export function createControlRoutes({ services, faults, deliveries, violations }) {
  function home() {
    const nonce = newNonce();
    return page(200, homePage({ services, faults, deliveries, violations: violations.all(), nonce }), nonce);
  }

  const listDeliveries = ({ query }) => json(200, deliveries.list({ service: query.get('service') }));

  function replay({ parameters }) {
    const known = deliveries.replay(parameters.id);
    return known ? empty(202) : json(404, { error: `there is no delivery ${parameters.id}` });
  }

  function clearViolations() {
    violations.clear();
    return empty(204);
  }

  return [
    { method: 'GET', path: '/', handle: home },
    ...createFaultRoutes('/control/faults', faults),
    ...createFaultRoutes('/control/deliveries/faults', deliveries.faults),
    { method: 'GET', path: '/control/deliveries', handle: listDeliveries },
    { method: 'POST', path: '/control/deliveries/{id}/replay', handle: replay },
    { method: 'GET', path: '/control/violations', handle: () => json(200, violations.all()) },
    { method: 'DELETE', path: '/control/violations', handle: clearViolations },
  ];
}
