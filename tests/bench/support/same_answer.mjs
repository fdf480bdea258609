// Before anything is measured: every contestant answers the same question with the same members and as many rows.

/** The names of all members, sorted, so that two answers can be compared whatever the ids and times in them. */
function outline(value, prefix = '') {
  if (Array.isArray(value)) return [`${prefix}[${value.length}]`, ...(value.length > 0 ? outline(value[0], `${prefix}[]`) : [])];
  if (value === null || typeof value !== 'object') return [prefix];
  return Object.entries(value).flatMap(([name, member]) => outline(member, `${prefix}.${name}`)).sort();
}

export async function askOnce(url, options) {
  const answer = await fetch(url, options);
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${url} answers ${answer.status}: ${text.slice(0, 200)}`);
  return { outline: outline(JSON.parse(text)), bytes: text.length };
}

/** Fails when a contestant's answer differs from the first one's. */
export async function mustAnswerAlike(contestants) {
  let first;
  for (const { name, url, options } of contestants) {
    const answer = await askOnce(url, options?.());
    first ??= answer;
    const missing = first.outline.filter((line) => !answer.outline.includes(line));
    const extra = answer.outline.filter((line) => !first.outline.includes(line));
    if (missing.length || extra.length) throw new Error(`${name} does not answer like the others: without ${missing}, with ${extra}`);
  }
  return first.bytes;
}
