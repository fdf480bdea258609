import { layout, markup } from './html.mjs';

const NEWEST_SHOWN = 10;

function modeOption(row, fault) {
  return row.mode === fault.mode
    ? markup`<option value="${row.mode}" selected>${row.mode} – ${row.title}</option>`
    : markup`<option value="${row.mode}">${row.mode} – ${row.title}</option>`;
}

function faultState(name, fault) {
  if (fault.mode === 'none') return markup`<p class="quiet">${name}: no fault.</p>`;
  const extent = fault.count === null ? 'until it is switched off' : `for the next ${fault.count}`;
  return markup`<p class="warning">${name}: Fault “${fault.mode}” is on, ${extent}.</p>`;
}

function faultForm({ path, title, name, faults }) {
  const fault = faults.get(name);
  return markup`${faultState(title, fault)}
<form class="row" method="post" action="${path}/${name}">
<label>Fault <select name="mode">${faults.modes(name).map((row) => modeOption(row, fault))}</select></label>
<label>How many (empty: all) <input type="number" name="count" min="1" value="${fault.count}"></label>
<label>Probability (empty: 1) <input type="number" name="probability" min="0" max="1" step="any" value="${fault.probability}"></label>
<label>Delay in ms <input type="number" name="delay_ms" min="0" value="${fault.delay_ms}"></label>
<button>Set</button>
</form>`;
}

function serviceCard(service, faults, deliveries) {
  return markup`<section class="card">
<h2>${service.title}</h2>
<p class="quiet">${service.about}</p>
<p>${service.links.map((link) => markup`<a href="${link.path}">${link.title}</a> `)}</p>
${service.fault_names.map((name) => faultForm({ path: '/control/faults', title: `Requests to ${name}`, name, faults }))}
${service.delivers && faultForm({ path: '/control/deliveries/faults', title: 'Messages to the platform', name: service.name, faults: deliveries.faults })}
</section>`;
}

function deliveryRow({ id, service, path, state, attempts }) {
  const statuses = attempts.map((attempt) => attempt.status ?? 'no answer').join(', ');
  return markup`<dt>${service}, ${state}</dt><dd>${id} to ${path}<br><span class="quiet">${statuses || 'not tried'}</span></dd>`;
}

function deliveriesCard(newest) {
  return markup`<section class="card"><h2>Messages to the platform</h2>
<p><a href="/control/deliveries">All that are remembered</a></p>
${newest.length === 0 ? markup`<p>None.</p>` : markup`<dl>${newest.map(deliveryRow)}</dl>`}
</section>`;
}

export function homePage({ services, faults, deliveries, violations, nonce }) {
  const body = markup`<h1>This is a sandbox</h1>
<p>It stands in for the outside services Gem talks to. Nothing leaves this machine: no mail is sent to anyone, whatever address it carries.</p>
${services.map((service) => serviceCard(service, faults, deliveries))}
${deliveriesCard(deliveries.list({ service: null }).slice(0, NEWEST_SHOWN))}
<section class="card"><h2>Requests that broke a contract</h2>
<p>${violations.length === 0 ? 'None.' : markup`<a class="warning" href="/control/violations">${violations.length} recorded</a>`}</p>
</section>`;
  return layout({ title: 'Home', body, nonce });
}
