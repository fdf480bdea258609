// What the page says about a JSON Schema: the name of a type, its limits, its fields as a flat list,
// and an example that fits it. Nothing here touches the page.

const DEPTH_MAXIMUM = 5;
const LONG_HEX = '3f79bb7b435b05321651daefd374cdc681dc06faa65e374e38337b88ca046dea';
const EXAMPLE_TEXTS = ['text', 'Text', 'TEXT', '1234', 'Ab1', 'a'];
const EXAMPLE_BY_FORMAT = {
  uuid: '0199f3c0-24c5-7bf0-886b-84a7e40441c6',
  'date-time': '2026-11-22T04:56:42.123456Z',
  email: 'ada@gem.example',
};

// Follows $ref, and joins the parts of allOf into one.
export function resolve(root, schema) {
  if (schema.$ref !== undefined) {
    const { $ref, ...rest } = schema;
    const target = $ref.split('/').slice(1).reduce((at, step) => at?.[step], root);
    return { ...resolve(root, target ?? {}), ...rest };
  }
  if (schema.allOf !== undefined) {
    const parts = schema.allOf.map((part) => resolve(root, part));
    const properties = Object.assign({}, ...parts.map((part) => part.properties ?? {}));
    return Object.assign({}, ...parts, { properties });
  }
  return schema;
}

// A schema that may be null: [the schema without null, whether it may].
export function withoutNull(schema) {
  if (schema.anyOf !== undefined) {
    const others = schema.anyOf.filter(({ type }) => type !== 'null');
    const { anyOf, ...rest } = schema;
    return [others.length === 1 ? { ...others[0], ...rest } : schema, others.length < anyOf.length];
  }
  if (Array.isArray(schema.type)) {
    const type = schema.type.filter((name) => name !== 'null');
    const values = schema.enum?.filter((value) => value !== null);
    return [{ ...schema, type: type.length === 1 ? type[0] : type, ...(values && { enum: values }) }, type.length < schema.type.length];
  }
  return [schema, false];
}

function decimalsOf(schema) {
  return schema.pattern?.match(/\\\.\\d\{(\d+)\}\$$/)?.[1];
}

function hexDigitsOf(schema) {
  return schema.pattern?.match(/^\^\[0-9a-f\]\{(\d+)\}\$$/)?.[1];
}

// "text", "list of OpeningItem", "decimal text or null"
export function typeName(root, schema) {
  const [plain, nullable] = withoutNull(schema);
  return `${plainName(root, plain)}${nullable ? ' or null' : ''}`;
}

function plainName(root, schema) {
  if (schema.$ref !== undefined) return schema.$ref.split('/').pop();
  if (schema.type === 'array') return `list of ${schema.items?.$ref ? typeName(root, schema.items) : `${typeName(root, schema.items ?? {})}s`}`;
  if (schema.type === 'string') return textName(schema);
  return { integer: 'integer', boolean: 'true or false', object: 'object' }[schema.type] ?? 'any JSON';
}

function textName(schema) {
  const named = { uuid: 'UUID', 'date-time': 'time', email: 'e-mail' }[schema.format];
  if (named !== undefined) return named;
  if (schema.enum !== undefined) return 'one of';
  if (decimalsOf(schema) !== undefined) return 'decimal text';
  return hexDigitsOf(schema) === undefined ? 'text' : 'hex text';
}

function range(from, to, unit) {
  if (from === undefined && to === undefined) return null;
  if (from === to) return `exactly ${from}${unit}`;
  if (from === undefined) return `at most ${to}${unit}`;
  return to === undefined ? `at least ${from}${unit}` : `${from} to ${to}${unit}`;
}

// "only A–Z a–z 0–9 _ - space", from the one kind of character class that the document has.
function characterLimit(schema) {
  const allowed = schema.pattern?.match(/^\^\[(.*)\]\*\$$/u)?.[1];
  if (allowed === undefined) return null;
  const parts = Array.from(allowed.matchAll(/(\\?.)(?:-(\\?.))?/gsu), ([, first, last]) =>
    [first, last].filter((end) => end !== undefined).map((end) => end.replace(/^\\(?=.)/, '')).join('–'));
  const words = parts.map((part) => (part === ' ' ? 'space' : part));
  return `only ${words.sort((left, right) => right.includes('–') - left.includes('–')).join(' ')}`;
}

// Short sentences about what a value must be like.
export function limits(schema) {
  const [plain] = withoutNull(schema);
  const decimals = decimalsOf(plain);
  return [
    range(plain.minimum, plain.maximum, ''),
    range(plain.minLength, plain.maxLength, ' characters'),
    range(plain.minItems, plain.maxItems, ' elements'),
    decimals === undefined ? null : `${decimals} decimals`,
    hexDigitsOf(plain) === undefined ? null : `${hexDigitsOf(plain)} lower-case digits`,
    characterLimit(plain),
  ].filter((limit) => limit !== null);
}

export function choicesOf(schema) {
  const [plain] = withoutNull(schema);
  return plain.enum ?? (plain.const === undefined ? [] : [plain.const]);
}

// The object inside of a field's schema, with what its path gains: an object itself, or the elements of a list.
function nestedOf(root, schema) {
  const [plain] = withoutNull(schema);
  const target = resolve(root, plain);
  if (target.properties !== undefined) return [target, '.'];
  const items = target.type === 'array' ? resolve(root, withoutNull(target.items ?? {})[0]) : {};
  return items.properties === undefined ? null : [items, '[].'];
}

// [{path: 'items[].', name: 'fmv', schema, required}], nested ones right after their parent.
export function fieldsOf(root, schema, path = '', depth = 0) {
  const target = resolve(root, schema);
  const required = new Set(target.required ?? []);
  return Object.entries(target.properties ?? {}).flatMap(([name, field]) => {
    const row = { path, name, schema: field, required: required.has(name) };
    const nested = depth < DEPTH_MAXIMUM ? nestedOf(root, field) : null;
    return nested === null ? [row] : [row, ...fieldsOf(root, nested[0], `${path}${name}${nested[1]}`, depth + 1)];
  });
}

function fits(schema, text) {
  return text.length >= (schema.minLength ?? 0) && text.length <= (schema.maxLength ?? Infinity)
    && (schema.pattern === undefined || new RegExp(schema.pattern, 'u').test(text));
}

function exampleText(schema) {
  if (EXAMPLE_BY_FORMAT[schema.format] !== undefined) return EXAMPLE_BY_FORMAT[schema.format];
  const decimals = decimalsOf(schema);
  if (decimals !== undefined) return `25.${'0'.repeat(Number(decimals))}`;
  const digits = hexDigitsOf(schema);
  if (digits !== undefined) return LONG_HEX.repeat(Math.ceil(digits / LONG_HEX.length)).slice(0, digits);
  const length = Math.min(schema.maxLength ?? Infinity, Math.max(schema.minLength ?? 0, 4));
  return EXAMPLE_TEXTS.map((text) => text.repeat(Math.ceil(length / text.length)).slice(0, length))
    .find((text) => fits(schema, text)) ?? EXAMPLE_TEXTS[0];
}

// A value that fits the schema; `onlyRequired` leaves out what may be left out.
export function exampleOf(root, schema, onlyRequired = false, depth = 0) {
  const [plain] = withoutNull(schema);
  const target = resolve(root, plain);
  if (target.const !== undefined) return target.const;
  if (target.enum !== undefined) return target.enum[0];
  if (target.properties !== undefined) {
    if (depth > DEPTH_MAXIMUM) return {};
    const names = Object.keys(target.properties).filter((name) => !onlyRequired || target.required?.includes(name));
    return Object.fromEntries(names.map((name) => [name, exampleOf(root, target.properties[name], onlyRequired, depth + 1)]));
  }
  switch (target.type) {
    case 'array': return Array(Math.max(target.minItems ?? 1, 1)).fill(exampleOf(root, target.items ?? {}, onlyRequired, depth + 1));
    case 'integer': return Math.min(Math.max(target.minimum ?? 1, 1), target.maximum ?? Infinity);
    case 'boolean': return true;
    case 'string': return exampleText(target);
    default: return {};
  }
}
