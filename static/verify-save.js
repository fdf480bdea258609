// Makes one self-contained HTML file of the page, so that it can be kept and used without the
// network. Its modules are joined into one inline script, in the order given; each must come
// after those it imports, and no two may declare the same name.

export const MODULES = ['verify-draw.js', 'verify-shell.js', 'verify-view.js', 'verify-save.js', 'verify.js'];

export function standalonePage(html, css, sources) {
  const script = sources
    .map((source) => source.replace(/^import [^;]*;$/gm, '').replace(/^export /gm, ''))
    .join('\n')
    // Would end the script element early.
    .replaceAll('</script', '<\\/script');
  return html
    .replace(/ *<link rel="icon"[^>]*>\n/, '')
    .replace(/<link rel="stylesheet"[^>]*>/, () => `<style>\n${css}</style>`)
    .replace(/<script type="module"[^>]*><\/script>/, () => `<script type="module">\n${script}</script>`);
}

export async function fetchStandalonePage(fetchText) {
  const [html, css, ...sources] = await Promise.all(['verify.html', 'verify.css', ...MODULES].map(fetchText));
  return standalonePage(html, css, sources);
}

export function saveFile(name, type, text) {
  const url = URL.createObjectURL(new Blob([text], { type }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10000);
}
