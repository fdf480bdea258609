import { layout, markup } from '../../pages/html.mjs';
import { OFFERED } from './accounts.mjs';

function offer(account, place) {
  return markup`<label class="choice"><input type="radio" name="account" value="${account.username}"${place === 0 && markup` checked`}>
<span>${account.name} <span class="quiet">@${account.username}, id ${account.id}</span></span></label>`;
}

// `asked` are the parameters of the address, which come back with the decision.
export function consentPage({ asked, redirect_uri, scope, nonce }) {
  const body = markup`<h1>Let Gem read an X account?</h1>
<p class="quiet">This page stands in for X. Nobody's real account is asked for anything.</p>
<form class="card" method="post" action="/x/i/oauth2/authorize">
${asked.map(([name, value]) => markup`<input type="hidden" name="${name}" value="${value}">`)}
<h2>Account</h2>
${OFFERED.map(offer)}
<p class="row"><label>Or another username <input name="username" maxlength="15" pattern="[A-Za-z0-9_]*" autocomplete="off"></label>
<label>Its id (empty: the usual one) <input name="id" maxlength="19" pattern="[0-9]*" inputmode="numeric" autocomplete="off"></label></p>
<dl><dt>May read</dt><dd>${scope}</dd><dt>Then on to</dt><dd>${redirect_uri}</dd></dl>
<p class="row"><button name="decision" value="authorize">Authorize</button><button name="decision" value="cancel" formnovalidate>Cancel</button></p>
</form>`;
  return layout({ title: 'X', body, nonce });
}

export function refusalPage({ problem, nonce }) {
  const body = markup`<h1>This cannot be asked of X</h1>
<p class="warning">${problem}</p>
<p class="quiet">X shows its own page then, and does not send people back.</p>`;
  return layout({ title: 'X', body, nonce });
}
