// A button that stands beside a name fills it into the field it belongs to; without scripts the name is typed.
for (const button of document.querySelectorAll('[data-choose]')) {
  const field = document.querySelector(`[name="${button.dataset.choose}"]`);
  if (!field) continue; // this role decides nothing here
  button.hidden = false;
  button.addEventListener('click', () => {
    field.value = button.value;
    field.focus();
  });
}
