import { FAULT_MODES } from '../server/faults.mjs';
import { layout, markup } from './html.mjs';

function modeOption(row, fault) {
  return row.mode === fault.mode
    ? markup`<option value="${row.mode}" selected>${row.mode} – ${row.title}</option>`
    : markup`<option value="${row.mode}">${row.mode} – ${row.title}</option>`;
}

function faultState(fault) {
  if (fault.mode === 'none') return markup`<p class="quiet">Works as it should.</p>`;
  const extent = fault.count === null ? 'for every request until it is switched off' : `for the next ${fault.count}`;
  return markup`<p class="warning">Fault “${fault.mode}” is on, ${extent}.</p>`;
}

function serviceCard(service, fault) {
  return markup`<section class="card">
<h2>${service.title}</h2>
<p class="quiet">${service.about}</p>
<p>${service.links.map((link) => markup`<a href="${link.path}">${link.title}</a> `)}</p>
${faultState(fault)}
<form class="row" method="post" action="/control/faults/${service.name}">
<label>Fault <select name="mode">${FAULT_MODES.map((row) => modeOption(row, fault))}</select></label>
<label>Requests (empty: all) <input type="number" name="count" min="1" value="${fault.count}"></label>
<label>Delay in ms <input type="number" name="delay_ms" min="0" value="${fault.delay_ms}"></label>
<button>Set</button>
</form>
</section>`;
}

export function homePage({ services, faults, violations, nonce }) {
  const body = markup`<h1>This is a sandbox</h1>
<p>It stands in for the outside services Gem talks to. Nothing leaves this machine: no mail is sent to anyone, whatever address it carries.</p>
${services.map((service) => serviceCard(service, faults.get(service.name)))}
<section class="card"><h2>Requests that broke a contract</h2>
<p>${violations.length === 0 ? 'None.' : markup`<a class="warning" href="/control/violations">${violations.length} recorded</a>`}</p>
</section>`;
  return layout({ title: 'Home', body, nonce });
}
