// The home page and the control interface: faults and violations.
import { empty, json, newNonce, page, seeOther } from './answer.mjs';
import { faultProblem } from './faults.mjs';
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
  if (form.get('delay_ms')) wanted.delay_ms = Number(form.get('delay_ms'));
  return wanted;
}

export function createControlRoutes({ services, faults, violations }) {
  function setFault(parse, done) {
    return ({ parameters, body }) => {
      if (!faults.has(parameters.service)) return json(404, { error: `there is no service ${parameters.service}` });
      const wanted = parse(body);
      const problem = faultProblem(wanted);
      if (problem) return json(400, { error: problem });
      return done(faults.set(parameters.service, wanted));
    };
  }

  function home() {
    const nonce = newNonce();
    return page(200, homePage({ services, faults, violations: violations.all(), nonce }), nonce);
  }

  function clearViolations() {
    violations.clear();
    return empty(204);
  }

  return [
    { method: 'GET', path: '/', handle: home },
    { method: 'GET', path: '/control/faults', handle: () => json(200, faults.all()) },
    { method: 'PUT', path: '/control/faults/{service}', handle: setFault(parseJson, (fault) => json(200, fault)) },
    { method: 'POST', path: '/control/faults/{service}', handle: setFault(parseForm, () => seeOther('/')) },
    { method: 'GET', path: '/control/violations', handle: () => json(200, violations.all()) },
    { method: 'DELETE', path: '/control/violations', handle: clearViolations },
  ];
}
