// The counts of what waits, in the navigation: read again every 15 seconds while the page is looked at.
const places = [...document.querySelectorAll('[data-waiting]')];

function show(place, count) {
  const unseen = Object.assign(document.createElement('span'), { className: 'unseen', textContent: ' waiting' });
  place.replaceChildren(...(count > 0 ? [count >= 100 ? '99+' : String(count), unseen] : []));
}

async function refresh() {
  if (document.hidden) return;
  const answer = await fetch('/api/admin/waiting', { headers: { accept: 'application/json' } }).catch(() => null);
  if (!answer?.ok) return;
  const counts = await answer.json();
  for (const place of places) show(place, counts[place.dataset.waiting] ?? 0);
}

if (places.length) setInterval(refresh, 15000);
