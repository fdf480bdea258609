// The command palette (Ctrl or Cmd and K) over the links of the navigation, and the help behind "?".
const dialog = document.querySelector('dialog.palette');

function element(name, properties = {}, ...children) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
}

const commands = () => [...document.querySelectorAll('.side a')].map((link) => ({
  label: link.firstChild.textContent.trim(), keys: link.dataset.keys, run: () => location.assign(link.href),
}));

function searchUsers(text) {
  return { label: `Find users with “${text}”`, run: () => location.assign(`/admin/users?q=${encodeURIComponent(text)}`) };
}

function openPalette() {
  let selected = 0;
  let shown = [];
  const input = element('input', { type: 'text', placeholder: 'Go to, or find a user…', autocomplete: 'off' });
  input.setAttribute('role', 'combobox');
  input.setAttribute('aria-expanded', 'true');
  input.setAttribute('aria-controls', 'palette-list');
  input.setAttribute('aria-label', 'Command');
  const list = element('ul', { id: 'palette-list' });
  list.setAttribute('role', 'listbox');
  list.setAttribute('aria-label', 'Commands');
  const show = () => {
    const text = input.value.trim();
    shown = commands().filter((command) => command.label.toLowerCase().includes(text.toLowerCase()));
    if (text) shown.push(searchUsers(text));
    selected = Math.max(0, Math.min(selected, shown.length - 1));
    list.replaceChildren(...shown.map((command, index) => {
      const row = element('li', { id: `palette-${index}` }, command.label, ...(command.keys ? [element('kbd', {}, `g ${command.keys}`)] : []));
      row.setAttribute('role', 'option');
      row.setAttribute('aria-selected', String(index === selected));
      row.addEventListener('click', command.run);
      return row;
    }));
    input.setAttribute('aria-activedescendant', shown.length ? `palette-${selected}` : '');
  };
  input.addEventListener('input', () => { selected = 0; show(); });
  input.addEventListener('keydown', (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      event.preventDefault();
      selected += step;
      show();
    }
    if (event.key === 'Enter' && shown[selected]) {
      event.preventDefault();
      shown[selected].run();
    }
  });
  dialog.replaceChildren(input, list);
  show();
  dialog.showModal();
  input.focus();
}

function openHelp() {
  const rows = [['/', 'Search'], ['Ctrl K', 'Commands'], ['?', 'This help'], ...commands().filter((command) => command.keys).map((command) => [`g ${command.keys}`, command.label])];
  const list = element('ul', {}, ...rows.map(([keys, label]) => element('li', {}, label, element('kbd', {}, keys))));
  dialog.replaceChildren(element('h2', {}, 'Keyboard'), list);
  dialog.showModal();
}

document.addEventListener('keydown', (event) => {
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k' && document.querySelector('.side')) {
    event.preventDefault();
    openPalette();
  }
});
document.addEventListener('console-help', openHelp);
dialog.addEventListener('click', (event) => { if (event.target === dialog) dialog.close(); });
