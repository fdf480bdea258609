// The page itself: gets a proof from an opening id, a file or the text field, and shows the report.

import { verifyProof } from './verify-draw.js';
import { shellRecipe } from './verify-shell.js';
import { renderReport, verdictOf } from './verify-view.js';
import { fetchStandalonePage, saveFile } from './verify-save.js';

const MAXIMUM_PROOF_BYTES = 1024 * 1024;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const byId = (id) => document.getElementById(id);
const isSavedPage = location.protocol === 'file:';

let currentProof = null;
// Counts the checks begun, so that a slow answer never replaces a newer one.
let latestCheck = 0;

function showError(message, field = null, moveFocus = false) {
  const error = byId('form-error');
  error.textContent = message;
  error.hidden = message === '';
  for (const id of ['opening', 'proof']) byId(id).setAttribute('aria-invalid', String(byId(id) === field && message !== ''));
  if (message !== '') byId('result').hidden = true;
  if (field && moveFocus) field.focus();
}

function announce(text) {
  byId('status').textContent = text;
}

function parseProof(text) {
  if (text.length > MAXIMUM_PROOF_BYTES) throw new Error('This is too large to be a proof.');
  if (text.trim() === '') throw new Error('Paste a proof first.');
  try {
    return JSON.parse(text);
  } catch {
    throw new Error('This is not valid JSON. Paste the whole proof, from the first { to the last }.');
  }
}

async function fetchProof(opening) {
  const answer = await fetch(`/api/packs/openings/${opening}/proof`, { headers: { Accept: 'application/json' } })
    .catch(() => { throw new Error('The server could not be reached. You can still check a saved proof below.'); });
  if (answer.status === 404) throw new Error('There is no opening with this id.');
  if (!answer.ok) {
    const problem = await answer.json().catch(() => ({}));
    throw new Error(problem.detail ?? problem.title ?? `The server answered ${answer.status}. Please try again later.`);
  }
  return parseProof(await answer.text());
}

async function copyText(text, button) {
  try {
    await navigator.clipboard.writeText(text);
    announce('Commands copied.');
    button.textContent = 'Copied';
  } catch {
    getSelection().selectAllChildren(button.parentElement.querySelector('pre'));
    button.textContent = 'Selected; copy with the keyboard';
  }
}

function saveProof() {
  const name = UUID.test(currentProof.opening_id) ? `gem-proof-${currentProof.opening_id}.json` : 'gem-proof.json';
  saveFile(name, 'application/json', `${JSON.stringify(currentProof, null, 2)}\n`);
}

async function show(proof, moveFocus) {
  latestCheck += 1;
  const thisCheck = latestCheck;
  const report = await verifyProof(proof, byId('noted').value);
  if (thisCheck !== latestCheck) return;
  currentProof = proof;
  const recipe = report.verdict === 'unreadable' ? null : shellRecipe(proof, report);
  renderReport(byId('result'), proof, report, recipe, { onCopy: copyText, onSave: saveProof });
  byId('result').hidden = false;
  const [, title, text] = verdictOf(report);
  announce(`${title}. ${text} ${report.problems.join(' ')}`);
  if (moveFocus) byId('verdict-title').focus();
}

// Every way to a proof ends here: an error is shown beside the form, a proof below it.
async function checkFrom(getProof, field, moveFocus = true) {
  showError('');
  try {
    await show(await getProof(), moveFocus);
  } catch (error) {
    showError(error.message, field, moveFocus);
  }
}

function checkOpening(moveFocus) {
  const field = byId('opening');
  const opening = field.value.trim().toLowerCase();
  return checkFrom(async () => {
    if (!UUID.test(opening)) throw new Error('An opening id looks like 0199f3c0-24c5-7bf0-886b-84a7e40441c6.');
    announce('Loading the proof.');
    const proof = await fetchProof(opening);
    if (proof?.opening_id !== opening) throw new Error('The server answered with the proof of another opening.');
    history.replaceState(null, '', `?opening=${opening}`);
    return proof;
  }, field, moveFocus);
}

function checkPasted() {
  const field = byId('proof');
  return checkFrom(async () => parseProof(field.value), field);
}

function checkFile(file) {
  return checkFrom(async () => {
    if (file.size > MAXIMUM_PROOF_BYTES) throw new Error('This file is too large to be a proof.');
    return parseProof(await file.text());
  }, byId('choose'));
}

async function savePage() {
  try {
    const page = await fetchStandalonePage(async (name) => {
      const answer = await fetch(name);
      if (!answer.ok) throw new Error(name);
      return answer.text();
    });
    saveFile('gem-verify.html', 'text/html', page);
  } catch {
    showError('The page could not be saved. Please try again later.');
  }
}

function listenToDrops() {
  const carriesFile = (event) => event.dataTransfer?.types.includes('Files');
  document.addEventListener('dragover', (event) => {
    if (!carriesFile(event)) return;
    event.preventDefault();
    byId('saved').open = true;
    byId('drop').classList.add('over');
  });
  document.addEventListener('dragleave', (event) => {
    if (event.relatedTarget === null) byId('drop').classList.remove('over');
  });
  document.addEventListener('drop', (event) => {
    if (!carriesFile(event)) return;
    event.preventDefault();
    byId('drop').classList.remove('over');
    checkFile(event.dataTransfer.files[0]);
  });
}

function listen() {
  byId('form').addEventListener('submit', (event) => {
    event.preventDefault();
    if (byId('opening').value.trim() === '' && byId('proof').value.trim() !== '') checkPasted();
    else checkOpening(true);
  });
  byId('check-proof').addEventListener('click', checkPasted);
  byId('choose').addEventListener('click', () => byId('file').click());
  byId('file').addEventListener('change', (event) => {
    const [file] = event.target.files;
    event.target.value = '';
    if (file) checkFile(file);
  });
  byId('noted').addEventListener('change', () => {
    if (currentProof && !byId('result').hidden) checkFrom(async () => currentProof, null, false);
  });
  byId('save').addEventListener('click', savePage);
  listenToDrops();
}

function start() {
  listen();
  if (!globalThis.crypto?.subtle) {
    showError('This browser offers WebCrypto only on a secure (https) page. Open this page over https, or save it and open the file.');
    return;
  }
  if (isSavedPage) {
    byId('opening-field').hidden = true;
    byId('save-block').hidden = true;
    byId('brand').removeAttribute('href');
    byId('saved').open = true;
    return;
  }
  const opening = new URLSearchParams(location.search).get('opening');
  if (opening !== null) {
    byId('opening').value = opening;
    checkOpening(false);
  }
}

start();
