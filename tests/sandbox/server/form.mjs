// Forms and queries with brackets: a[b]=1&c[0]=x is {a: {b: '1'}, c: ['x']}.
const NAME = /^([^[\]]+)((?:\[[^[\]]*\])*)$/;
const INTEGER = /^-?(0|[1-9]\d{0,15})$/;

const isTable = (value) => value !== null && typeof value === 'object';

function partsOf(name) {
  const [, first, rest] = NAME.exec(name) ?? [null, name, ''];
  return [first, ...[...rest.matchAll(/\[([^\]]*)\]/g)].map((match) => match[1])];
}

function put(table, [part, ...rest], value) {
  const key = part === '' ? String(Object.keys(table).length) : part;
  if (rest.length === 0) table[key] = value;
  else put(table[key] = isTable(table[key]) ? table[key] : Object.create(null), rest, value);
}

// Tables whose names are 0, 1, 2 … are lists.
function withLists(value) {
  if (!isTable(value)) return value;
  const entries = Object.entries(value).map(([name, each]) => [name, withLists(each)]);
  const isList = entries.length > 0 && entries.every(([name], place) => name === String(place));
  return isList ? entries.map(([, each]) => each) : Object.fromEntries(entries);
}

// `pairs` as URLSearchParams gives them. Every value is text.
export function nestedForm(pairs) {
  const form = Object.create(null);
  for (const [name, value] of pairs) put(form, partsOf(name), value);
  return withLists(form);
}

// The text of a form as the types its schema names. What does not look like its type stays text, and so fails the schema.
export function typedForm(schema, value) {
  const choices = schema.anyOf ?? schema.oneOf ?? [schema];
  const ofType = (type) => choices.find((choice) => choice.type === type);
  if (Array.isArray(value)) return value.map((each) => typedForm(ofType('array')?.items ?? {}, each));
  if (isTable(value)) {
    const { properties = {}, additionalProperties = {} } = ofType('object') ?? {};
    return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, typedForm(properties[name] ?? additionalProperties, each)]));
  }
  if (INTEGER.test(value) && (ofType('integer') ?? ofType('number'))) return Number(value);
  if (/^(true|false)$/.test(value) && ofType('boolean')) return value === 'true';
  return value;
}
