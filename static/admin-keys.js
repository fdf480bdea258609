// The keyboard of the console: "/" searches, "g u" goes to a page, "?" shows what there is. Everything works without it.
const typing = (element) => element.closest('input, select, textarea, [contenteditable]') !== null;
const links = () => [...document.querySelectorAll('.side a')];
let waiting = 0;

// On a phone the navigation begins closed, so that the page is what one sees first.
const narrow = matchMedia('(max-width: 860px)');
const fold = () => {
  const menu = document.querySelector('.side-toggle');
  if (menu) menu.open = !narrow.matches;
};
narrow.addEventListener('change', fold);
fold();

function go(key) {
  const link = links().find((candidate) => candidate.dataset.keys === key);
  if (link) location.assign(link.href);
}

document.addEventListener('keydown', (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
  if (Date.now() - waiting < 1200) {
    waiting = 0;
    go(event.key);
    return;
  }
  if (event.key === 'g') waiting = Date.now();
  const search = document.querySelector('main [data-search], [data-search]');
  if (event.key === '/' && search) {
    event.preventDefault();
    search.focus();
    search.select();
  }
  if (event.key === '?') document.dispatchEvent(new CustomEvent('console-help'));
});
