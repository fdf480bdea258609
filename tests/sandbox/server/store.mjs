// Objects that outlive the program: tables of objects by their id, in memory, and a journal of every change beside them. What
// save() has returned from is in the journal, all of it or nothing. Objects are never changed, only replaced.
import fs from 'node:fs';
import path from 'node:path';

const MAXIMUM_OBJECTS = 100_000;

function put(table, id, object) {
  table.set(id, object);
  if (table.size > MAXIMUM_OBJECTS) table.delete(table.keys().next().value);
}

// A last line without its end was cut off by a crash, and its change was not answered.
function linesOf(file) {
  const text = fs.existsSync(file) ? fs.readFileSync(file, 'utf8') : '';
  return text.slice(0, text.lastIndexOf('\n') + 1).split('\n').filter(Boolean);
}

// `names` are the tables; `key` is the member of every object that is its id.
export function openStore(file, names, key = 'id') {
  fs.mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
  const tables = Object.fromEntries(names.map((name) => [name, new Map()]));
  for (const line of linesOf(file)) for (const [name, object] of JSON.parse(line)) put(tables[name], object[key], object);

  // The journal begins with what there is, so that it does not grow for ever.
  const draft = `${file}.draft`;
  const all = names.flatMap((name) => [...tables[name].values()].map((object) => `${JSON.stringify([[name, object]])}\n`));
  fs.writeFileSync(draft, all.join(''), { mode: 0o600 });
  fs.renameSync(draft, file);
  const journal = fs.openSync(file, 'a');

  return {
    find: (name, id) => tables[name].get(id) ?? null,
    // Oldest first.
    list: (name) => [...tables[name].values()],
    // `changes` are pairs of a table's name and an object.
    save(changes) {
      fs.writeSync(journal, `${JSON.stringify(changes)}\n`);
      for (const [name, object] of changes) put(tables[name], object[key], object);
    },
  };
}
