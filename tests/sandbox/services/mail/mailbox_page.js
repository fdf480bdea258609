// Copies codes, empties the mailbox and keeps the list fresh without disturbing the search field.
const REFRESH_MS = 2000;
const mails = document.getElementById('mails');

async function copy(button) {
  await navigator.clipboard.writeText(button.dataset.copy);
  button.textContent = 'Copied';
}

async function emptyMailbox() {
  await fetch('/mailbox', { method: 'DELETE' });
  location.reload();
}

document.addEventListener('click', (event) => {
  const button = event.target.closest('button');
  if (button?.dataset.copy) copy(button);
  if (button && 'emptyMailbox' in button.dataset) emptyMailbox();
});

let seen = mails?.innerHTML;

// Nothing is touched while nothing is new, so that selected text stays selected.
async function refresh() {
  const response = await fetch(location.href).catch(() => null);
  if (!response?.ok) return;
  const fresh = new DOMParser().parseFromString(await response.text(), 'text/html').getElementById('mails');
  if (fresh.innerHTML === seen) return;
  seen = fresh.innerHTML;
  mails.replaceChildren(...fresh.childNodes);
}

if (mails) setInterval(refresh, REFRESH_MS);
