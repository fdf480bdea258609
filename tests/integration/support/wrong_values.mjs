// What a schema of the API document does not allow, in every way there is: [{path, change, raw}] for bodies, texts for parameters.
import { document } from './client.mjs';

export function resolve(schema) {
  if (!schema.$ref) return schema;
  return resolve(schema.$ref.split('/').slice(1).reduce((at, key) => at[key], document));
}

const types = (schema) => [schema.type].flat();
const matches = (schema, text) => {
  if (schema.enum && !schema.enum.includes(text)) return false;
  if (schema.pattern && !new RegExp(schema.pattern, 'u').test(text)) return false;
  if (schema.format === 'email') return false;
  const length = [...text].length;
  return length >= (schema.minLength ?? 0) && length <= (schema.maxLength ?? Infinity);
};

const oddTexts = ['', ' ', 'x', 'NOPE', '-1', '1e5', '0x10', '1,5', '\u00e9', '\u{1F48E}', '\u202e', '<script>alert(1)</script>', '\t', '\u0001', '\u007f', '../..', 'null', '\ufeff'];

/** Texts that a schema refuses. */
export function wrongTexts(schema) {
  const texts = [...oddTexts];
  if (schema.enum) texts.push(...schema.enum.map((choice) => choice.toLowerCase()), ...schema.enum.map((choice) => `${choice} `));
  if (schema.minLength) texts.push('1'.repeat(schema.minLength - 1));
  if (schema.maxLength) texts.push('1'.repeat(schema.maxLength + 1));
  if (schema.format === 'email') texts.push('a', '@', 'a@', '@b.example', 'a@b', 'a@@b.example', 'a b@c.example', 'a@b..example', 'a@b.', 'a@.example', 'a,b@c.example', '<a@b.example>', 'a@b.example\r\nBcc: c@d.example', `${'a'.repeat(250)}@b.example`);
  if (schema.format === 'uuid') texts.push('00000000-0000-7000-8000-00000000000', '00000000-0000-7000-8000-0000000000000', '00000000-0000-7000-8000-00000000000G', '{00000000-0000-7000-8000-000000000000}', '00000000000070008000000000000000');
  return [...new Set(texts)].filter((text) => !matches(schema, text));
}

const beyond = ['9223372036854775807', '9223372036854775808', '-9223372036854775809', '99999999999999999999999999', '1e400', '-1e400'];

/** JSON texts that stand for a wrong value of a schema. */
function wrongValues(schema) {
  const kinds = types(schema);
  const values = [];
  const add = (kind, ...texts) => kinds.includes(kind) || values.push(...texts);
  add('null', 'null');
  add('boolean', 'true', 'false');
  add('array', '[]', '["x"]', '[[]]', '[{}]');
  add('object', '{}', '{"a":1}', '{"__proto__":{"x":1}}');
  add('number', '1.5', '-0.5', '0.1e1', ...beyond.slice(4));
  if (!kinds.includes('integer') && !kinds.includes('number')) values.push('0', '1', '-1', ...beyond.slice(0, 4));
  if (kinds.includes('integer')) {
    if (schema.minimum !== undefined) values.push(String(schema.minimum - 1), '-1000000');
    if (schema.maximum !== undefined) values.push(String(schema.maximum + 1), ...beyond.slice(0, 4));
  }
  if (kinds.includes('string')) values.push(...wrongTexts(schema).map((text) => JSON.stringify(text)), JSON.stringify('x'.repeat(60 * 1024)), '"\\u0000"', '"a\\u0000b"', '"\\ud800"', '"\\udc00x"');
  else values.push('"1"', '""', '"true"', '"\u00e9"');
  if (kinds.includes('array')) values.push(`[${Array((schema.maxItems ?? 1000) + 1).fill('1').join(',')}]`);
  return values;
}

/** A value that a schema allows. */
export function example(schema) {
  schema = resolve(schema);
  if (schema.enum) return schema.enum[0];
  const kind = types(schema).find((name) => name !== 'null');
  if (kind === 'object') return Object.fromEntries(Object.entries(schema.properties ?? {}).map(([name, member]) => [name, example(member)]));
  if (kind === 'array') return Array.from({ length: schema.minItems ?? 1 }, () => example(schema.items));
  if (kind === 'integer') return schema.minimum ?? 1;
  if (kind === 'boolean') return true;
  if (schema.format === 'email') return 'bad-input@test.example';
  if (schema.format === 'uuid') return '00000000-0000-7000-8000-000000000000';
  const candidates = ['1'.repeat(schema.minLength || 1), '1.000000', '1.00', 'a'.repeat(64), '2026-01-01T00:00:00Z'];
  const found = candidates.find((text) => matches(schema, text));
  if (found === undefined) throw new Error(`no example for ${JSON.stringify(schema)}: give one here`);
  return found;
}

/** JSON of an object whose members are JSON texts already. */
export const join = (members) => `{${members.map(([name, text]) => `${JSON.stringify(name)}:${text}`).join(',')}}`;

/** Bodies with one wrong field each: [{field, raw}]; `field` is what the answer must name. */
export function wrongBodies(schema) {
  const { properties = {}, required = [] } = resolve(schema);
  const members = Object.entries(properties).map(([name, member]) => [name, JSON.stringify(example(member))]);
  const bodies = [];
  for (const [name, member] of Object.entries(properties)) {
    const replaced = (text) => join(members.map(([other, value]) => [other, other === name ? text : value]));
    for (const text of wrongValues(resolve(member))) bodies.push({ field: name, raw: replaced(text) });
    bodies.push({ field: name, raw: join([...members, [name, members.find(([other]) => other === name)[1]]]) });
    bodies.push({ field: name, raw: join(members).replace(/}$/, `,"\\u${name.charCodeAt(0).toString(16).padStart(4, '0')}${name.slice(1)}":1}`) });
    if (required.includes(name)) bodies.push({ field: name, raw: join(members.filter(([other]) => other !== name)) });
  }
  for (const name of ['unknown', '__proto__', 'constructor', 'toString', '', 'id', 'user_id', 'price_usd', '\u00e9', `${members[0][0]} `, members[0][0].toUpperCase(), 'x'.repeat(300)]) {
    if (!(name in properties) || !Object.hasOwn(properties, name)) bodies.push({ field: name, raw: join([...members, [name, '{"x":1}']]) });
  }
  return bodies;
}

/** Bodies that are no JSON object, or not even text. */
export function brokenBodies(schema) {
  const whole = join(Object.entries(resolve(schema).properties ?? {}).map(([name, member]) => [name, JSON.stringify(example(member))]));
  const first = Object.keys(resolve(schema).properties)[0];
  const bytes = (...parts) => Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part) : Buffer.from(part))));
  return [
    '', ' ', 'null', '[]', '"x"', '1', 'true', 'NaN', 'nul', '{', '}', '[', '{}}', `[${whole}]`, JSON.stringify(whole), whole.slice(0, -1), whole.slice(0, whole.length >> 1),
    `${whole}x`, `${whole}${whole}`, `${whole},`, `${whole} //`, `/**/${whole}`, `\ufeff${whole}`, whole.replace(/"/g, '\''), whole.replace(/}$/, ',}'), whole.replace(/:/g, '='), `{${first}:1}`,
    `${'['.repeat(1000)}${']'.repeat(1000)}`, `${'{"a":'.repeat(1000)}1${'}'.repeat(1000)}`, `{"${first}":${'['.repeat(1000)}${']'.repeat(1000)}}`, `{"${first}":"${'x'.repeat(60 * 1024)}`, '{"a":1,'.repeat(2000),
    `{"${first}":"\u0001"}`, `{"${first}":"\\x"}`, `{"${first}":"\\u12"}`, `{"${first}":01}`, `{"${first}":+1}`, `{"${first}":.5}`, `{"${first}":Infinity}`, `{"${first}":-}`, `{"${first}"}`, `{"${first}":}`,
    bytes(`{"${first}":"`, [0xff], '"}'), bytes(`{"${first}":"`, [0xc0, 0x80], '"}'), bytes(`{"${first}":"`, [0xed, 0xa0, 0x80], '"}'), bytes(`{"${first}":"`, [0xf5, 0x80, 0x80, 0x80], '"}'), bytes(`{"`, [0xfe], '":1}'),
    bytes(whole, [0]), bytes([0], whole), bytes(`{"${first}":"`, [0], '"}'), bytes([0xff, 0xfe], Buffer.from(whole, 'utf16le')), bytes([0xe2, 0x82]), Buffer.alloc(1000, 0x80),
    `{${Array.from({ length: 2000 }, (_, i) => `"f${i}":1`).join(',')}}`,
  ];
}
