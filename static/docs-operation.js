// One operation as an article that opens: what it takes, how to call it, and what it answers.

import { element, inline } from './docs-element.js';
import { choicesOf, exampleOf, fieldsOf, limits, resolve, typeName } from './docs-schema.js';

const METHODS = ['get', 'post', 'put', 'patch', 'delete'];
const PROBLEM = 'application/problem+json';
const JSON_TYPE = 'application/json';

// [{method, path, operation}] in the order of the document.
export function operationsOf(root) {
  return Object.entries(root.paths).flatMap(([path, item]) => METHODS
    .filter((method) => item[method] !== undefined)
    .map((method) => ({ method, path, operation: item[method], anchor: `op-${item[method].operationId}` })));
}

export function methodBadge(method) {
  return element('span', { class: `method ${method}` }, method.toUpperCase());
}

// {ids} stand out, and long paths may break after a slash.
function pathText(path) {
  const parts = path.split(/(\/|\{[^}]*\})/).filter((part) => part !== '');
  return element('code', { class: 'path' }, parts.map((part) => {
    if (part === '/') return ['/', element('wbr')];
    return part.startsWith('{') ? element('span', { class: 'path-name' }, part) : part;
  }));
}

function isPublic(operation) {
  return (operation.security ?? []).length === 0;
}

function codesOf(response) {
  const parts = response.content?.[PROBLEM]?.schema?.allOf ?? [];
  return parts.flatMap((part) => part.properties?.code?.enum ?? []);
}

// [[status, code]] of all refusals.
export function refusalsOf(operation) {
  return Object.entries(operation.responses).flatMap(([status, response]) => codesOf(response).map((code) => [status, code]));
}

function describe(schema, description) {
  const choices = choicesOf(schema);
  const text = description ?? schema.description;
  return element('dd', {},
    text && element('p', {}, inline(/[.!?]$/.test(text) ? text : `${text}.`)),
    choices.length > 0 && element('p', { class: 'choices' }, choices.map((choice) => [element('code', {}, String(choice)), ' '])));
}

function fieldRow(root, { path = '', name, schema, required, description }, mark) {
  const place = path === '' ? null : element('span', { class: 'field-path' }, path.replaceAll(/([.\]])/g, '$1\u200b'));
  const need = required ? element('span', { class: 'required' }, 'required') : 'optional';
  const facts = [typeName(root, schema), ...(mark ? [need] : []), ...limits(schema)];
  return element('div', { class: path === '' ? 'field' : 'field nested' },
    element('dt', {}, element('code', {}, place, name), ' ',
      element('span', { class: 'type' }, facts.map((fact, index) => [index > 0 ? ' · ' : '', fact]))),
    describe(schema, description));
}

function fieldList(root, rows, mark) {
  return element('dl', { class: 'fields' }, rows.map((row) => fieldRow(root, row, mark)));
}

function copyBlock(label, text, onCopy) {
  const button = element('button', { type: 'button', class: 'copy' }, 'Copy', element('span', { class: 'visually-hidden' }, ` ${label}`));
  const block = element('div', { class: 'code-block' },
    element('div', { class: 'code-head' }, element('span', {}, label), button),
    element('pre', { tabindex: '0', 'aria-label': label }, text));
  button.addEventListener('click', () => onCopy(text, button, block.querySelector('pre')));
  return block;
}

function quote(text) {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

function exampleAddress(root, path, parameters) {
  const server = root.servers?.[0]?.url ?? '';
  const base = /^https?:/.test(server) ? server.replace(/\/$/, '') : location.origin;
  const filled = parameters.filter((parameter) => parameter.in === 'path')
    .reduce((at, { name, schema }) => at.replace(`{${name}}`, exampleOf(root, schema)), path);
  const query = parameters.filter((parameter) => parameter.in === 'query' && parameter.required)
    .map(({ name, schema }) => `${name}=${encodeURIComponent(exampleOf(root, schema))}`);
  return `${base}${filled}${query.length > 0 ? `?${query.join('&')}` : ''}`;
}

function bodySchema(operation) {
  return operation.requestBody?.content?.[JSON_TYPE]?.schema;
}

function curlExample(root, { method, path, operation }, parameters) {
  const body = bodySchema(operation);
  const lines = [`curl ${method === 'get' ? '' : `-X ${method.toUpperCase()} `}${quote(exampleAddress(root, path, parameters))}`];
  if (!isPublic(operation)) lines.push('-H "Authorization: Bearer $TOKEN"');
  if (parameters.some(({ name }) => name === 'Idempotency-Key')) lines.push('-H "Idempotency-Key: $(uuidgen)"');
  if (body !== undefined) {
    lines.push(`-H 'Content-Type: ${JSON_TYPE}'`);
    lines.push(`-d ${quote(JSON.stringify(exampleOf(root, body, true), null, 2).replaceAll('\n', '\n  '))}`);
  }
  return lines.join(' \\\n  ');
}

const PLACES = [['path', 'Path'], ['query', 'Query'], ['header', 'Headers']];

function parameterSections(root, parameters) {
  return PLACES.map(([place, title]) => {
    const rows = parameters.filter((parameter) => parameter.in === place);
    return rows.length > 0 && element('section', {}, element('h4', {}, title), fieldList(root, rows, place !== 'path'));
  });
}

function bodySection(root, operation, onCopy) {
  const schema = bodySchema(operation);
  if (schema === undefined) return null;
  return element('section', {}, element('h4', {}, 'Body'), fieldList(root, fieldsOf(root, schema), true),
    copyBlock('Example body', JSON.stringify(exampleOf(root, schema), null, 2), onCopy));
}

function headerNote(response) {
  const names = Object.keys(response.headers ?? {});
  return names.length > 0 && element('p', { class: 'limits' }, 'With ',
    names.map((name, index) => [index > 0 ? ', ' : '', element('code', {}, name)]), '.');
}

function contentView(root, [type, { schema }], onCopy) {
  const fields = fieldsOf(root, schema ?? {});
  const name = schema?.$ref === undefined ? null : typeName(root, schema);
  return [
    element('p', { class: 'content-type' }, element('code', {}, type), name && ` · ${name}`),
    fields.length > 0 && fieldList(root, fields, false),
    fields.length > 0 && element('details', { class: 'example' }, element('summary', {}, 'Example answer'),
      copyBlock('Example answer', JSON.stringify(exampleOf(root, schema), null, 2), onCopy)),
  ];
}

function successSection(root, [status, response], onCopy) {
  return element('section', {},
    element('h4', {}, 'Answer ', element('span', { class: 'status good' }, status), ` ${response.description}`),
    headerNote(response),
    Object.entries(response.content ?? {}).map((content) => contentView(root, content, onCopy)));
}

function refusalRow(titles, [status, response]) {
  return element('div', { class: 'refusal' },
    element('dt', {}, element('span', { class: 'status bad' }, status)),
    codesOf(response).map((code) => element('dd', {},
      element('a', { href: `#${code}` }, element('code', {}, code)), ' ', element('span', { class: 'limits' }, titles.get(code) ?? ''))));
}

function refusalSection(operation, titles) {
  const refusals = Object.entries(operation.responses).filter(([, response]) => codesOf(response).length > 0);
  return refusals.length > 0 && element('section', {}, element('h4', {}, 'Refusals'),
    element('dl', { class: 'refusals' }, refusals.map((refusal) => refusalRow(titles, refusal))));
}

function operationBody(root, entry, titles, onCopy) {
  const { operation, anchor } = entry;
  const parameters = (operation.parameters ?? []).map((parameter) => resolve(root, parameter));
  const answers = Object.entries(operation.responses).filter(([, response]) => codesOf(response).length === 0);
  return [
    element('p', { class: 'facts' },
      element('span', {}, isPublic(operation) ? 'Open to everyone.' : ['Needs a session: ', element('code', {}, 'Authorization: Bearer'), '.']), ' ',
      element('a', { href: `#${anchor}` }, 'Link to this operation')),
    copyBlock('Request', curlExample(root, entry, parameters), onCopy),
    parameterSections(root, parameters),
    bodySection(root, operation, onCopy),
    answers.map((answer) => successSection(root, answer, onCopy)),
    refusalSection(operation, titles),
  ];
}

// The inside is only built when it is opened first: a document has many operations.
export function operationView(root, entry, titles, onCopy) {
  const { method, path, operation, anchor } = entry;
  const body = element('div', { class: 'operation-body' });
  const details = element('details', {},
    element('summary', {},
      element('h3', {}, methodBadge(method), ' ', pathText(path)),
      element('span', { class: 'operation-summary' }, operation.summary,
        !isPublic(operation) && element('span', { class: 'lock' }, 'session'))),
    body);
  details.addEventListener('toggle', () => {
    if (details.open && body.childElementCount === 0) body.append(...operationBody(root, entry, titles, onCopy).flat(Infinity).filter(Boolean));
  });
  return element('article', { id: anchor, class: `operation card ${method}`, tabindex: '-1' }, details);
}
