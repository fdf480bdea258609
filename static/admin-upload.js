// Shows how far an upload has come, and that the server works on it. Without this file the browser shows its own progress.
function element(name, properties = {}, ...children) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children);
  return made;
}

function showProgress(form, words) {
  const bar = element('progress', { max: 1 });
  const line = element('p', { className: 'help', textContent: words });
  bar.setAttribute('aria-label', words);
  line.setAttribute('role', 'status');
  form.querySelector('.progress')?.remove();
  form.append(element('div', { className: 'progress' }, line, bar));
  return { bar, line };
}

function upload(form) {
  const { bar, line } = showProgress(form, 'Uploading…');
  const request = new XMLHttpRequest();
  request.upload.addEventListener('progress', (event) => {
    if (!event.lengthComputable) return;
    bar.value = event.loaded / event.total;
    line.textContent = `Uploading: ${Math.round((event.loaded / 1024 / 1024) * 10) / 10} of ${Math.round((event.total / 1024 / 1024) * 10) / 10} MiB`;
  });
  request.upload.addEventListener('load', () => {
    bar.removeAttribute('value');
    line.textContent = 'Looking through every row…';
  });
  request.addEventListener('load', () => {
    // Done: where the server led to. Refused: its page with what was wrong.
    if (request.status < 400) location.assign(request.responseURL);
    else showAnswer(request.responseText);
  });
  request.addEventListener('error', () => { line.textContent = 'The upload broke off. Try again.'; });
  request.open('POST', form.action);
  request.send(new FormData(form));
}

/** The refused form in the place of ours, from the page that came back. */
function showAnswer(html) {
  const page = new DOMParser().parseFromString(html, 'text/html');
  document.querySelector('main').replaceWith(document.adoptNode(page.querySelector('main')));
  equip();
}

function equip() {
  for (const form of document.querySelectorAll('form[data-upload]')) {
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      upload(form);
    });
  }
  for (const form of document.querySelectorAll('form[data-busy]')) {
    form.addEventListener('submit', () => {
      form.querySelector('button').disabled = true;
      showProgress(form, form.dataset.busy);
    });
  }
}

equip();
