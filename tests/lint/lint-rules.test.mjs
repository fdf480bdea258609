// Each of the project's own rules, broken once on purpose: it must be reported where it is broken, and nothing else.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

const program = fileURLToPath(new URL('../../script/lint-rules', import.meta.url));

function lint(files) {
  const root = mkdtempSync(join(tmpdir(), 'gem-lint-'));
  try {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(join(root, dirname(path)), { recursive: true });
      writeFileSync(join(root, path), text);
    }
    const { status, stdout, stderr } = spawnSync(program, [root], { encoding: 'utf8' });
    assert.equal(stderr, '');
    return { status, findings: stdout.split('\n').filter((line) => line !== '') };
  } finally {
    rmSync(root, { recursive: true });
  }
}

const header = (name, body = '') => `#ifndef GEM_${name}_H\n#define GEM_${name}_H\n${body}\n#endif\n`;
const lines = (count, line = '') => `${line}\n`.repeat(count);
const sql = (text) => ({ 'sql/query/packs/show.sql': text });
const source = (text) => ({ 'src/feature/packs/packs.c': text });

// [what is wrong, the tree, where, the rule, a word of the explanation]
const violations = [
  ['libpq outside src/db', source('\nvoid f(void) {\n    PQclear(0);\n}\n'), 'src/feature/packs/packs.c:3', 'library', 'src/db'],
  ['its header', source('#include <libpq-fe.h>\n'), 'src/feature/packs/packs.c:1', 'library', 'src/db'],
  ['json-c outside src/json', { 'src/http/a.c': 'struct json_object *a;\n' }, 'src/http/a.c:1', 'library', 'src/json'],
  ['its header', { 'src/http/a.c': '#include <json-c/json.h>\n' }, 'src/http/a.c:1', 'library', 'src/json'],
  ['curl outside src/net', { 'src/provider/a.c': '\nint a = curl_version();\n' }, 'src/provider/a.c:2', 'library', 'src/net'],
  ['its header', { 'src/provider/a.c': '#include <curl/curl.h>\n' }, 'src/provider/a.c:1', 'library', 'src/net'],
  ['memcached outside src/cache', { 'src/http/a.c': 'int a = memcached_get(1);\n' }, 'src/http/a.c:1', 'library', 'src/cache'],
  ['OpenSSL outside src/crypto', { 'src/http/a.c': '#include <openssl/evp.h>\n' }, 'src/http/a.c:1', 'library', 'src/crypto'],
  ['libfcgi outside src/http', { 'src/bin/a.c': '#include <fcgiapp.h>\n' }, 'src/bin/a.c:1', 'library', 'src/http'],
  ['secp256k1 elsewhere', source('#include <secp256k1.h>\n'), 'src/feature/packs/packs.c:1', 'library', 'src/chain'],
  ['libqrencode outside src/view', source('#include <qrencode.h>\n'), 'src/feature/packs/packs.c:1', 'library', 'src/view'],

  ['SQL in C', source('const char *a =\n    "SELECT 1";\n'), 'src/feature/packs/packs.c:2', 'sql-in-c', 'sql/query'],
  ['SQL in C after a comment', source('/* "a */ const char *a = "x" /* \' */ "DROP TABLE x";\n'), 'src/feature/packs/packs.c:1',
    'sql-in-c', 'sql/query'],

  ...['strcpy', 'strcat', 'sprintf', 'vsprintf', 'strtok', 'atoi', 'atol', 'atof', 'gmtime', 'localtime', 'rand', 'srand',
    'random', 'system', 'popen'].map((name) =>
    [name, source(`\n\nint a = ${name}(0);\n`), 'src/feature/packs/packs.c:3', 'banned-call', `${name}: use`]),

  ['double in money.c', { 'src/base/money.c': '\ndouble a;\n' }, 'src/base/money.c:2', 'money', 'int64_t'],
  ['float in a feature', source('float a;\n'), 'src/feature/packs/packs.c:1', 'money', 'int64_t'],
  ['double in a provider', { 'src/provider/a.c': 'double a;\n' }, 'src/provider/a.c:1', 'money', 'int64_t'],
  ['double in a chain', { 'src/chain/a.c': 'double a;\n' }, 'src/chain/a.c:1', 'money', 'int64_t'],

  ['an include that goes up', { 'src/base/a.c': '\n#include "db.h"\n', 'src/db/db.h': header('DB') }, 'src/base/a.c:2',
    'include', 'storeys below'],
  ['an include across', { 'src/json/a.c': '#include "db.h"\n', 'src/db/db.h': header('DB') }, 'src/json/a.c:1', 'include',
    'only base'],
  ['an include of a made header from base', { 'src/base/a.c': '#include "sql_statement.h"\n' }, 'src/base/a.c:1', 'include',
    'src/db'],
  ['a provider that knows a chain', { 'src/provider/a.c': '#include "signin.h"\n', 'src/chain/signin.h': header('SIGNIN') },
    'src/provider/a.c:1', 'include', 'below'],
  ['a feature that knows the routes', { ...source('#include "api_routes.h"\n'), 'src/routes/api_routes.h': header('ROUTES') },
    'src/feature/packs/packs.c:1', 'include', 'src/routes'],
  ['an unknown header', { 'src/base/a.c': '#include "b.h"\n' }, 'src/base/a.c:1', 'include', 'not in src'],
  ['a folder without a storey', { 'src/helpers/a.c': 'int a;\n' }, 'src/helpers/a.c:1', 'include', 'storey'],
  ['headers out of order', { 'src/base/a.c': '#include <time.h>\n\n#include "b.h"\n', 'src/base/b.h': header('B') },
    'src/base/a.c:3', 'include', 'above'],
  ['headers in one block', { 'src/base/a.c': '#include "b.h"\n#include <time.h>\n', 'src/base/b.h': header('B') },
    'src/base/a.c:2', 'include', 'blank'],

  ['features in a circle', {
    'src/feature/market/market.h': header('MARKET', '#include "vault/vault.h"'),
    'src/feature/vault/vault.h': header('VAULT'),
    'src/feature/vault/shelf.c': '\n#include "wallet/wallet.h"\n',
    'src/feature/wallet/wallet.h': header('WALLET', '#include "market/market.h"'),
  }, 'src/feature/market/market.h:3', 'feature-cycle',
    'market -> vault (src/feature/market/market.h:3) -> wallet (src/feature/vault/shelf.c:2) -> market ('],

  ['a long function', source(`static int f(int a,\n             int b) {\n${lines(79, '    a++;')}}\n`),
    'src/feature/packs/packs.c:1', 'function-length', 'f() has 82 lines'],
  ['a long C file', source(lines(501, 'int a;')), 'src/feature/packs/packs.c:501', 'file-length', '501'],
  ['a long test', { 'tests/a/b.test.mjs': lines(501) }, 'tests/a/b.test.mjs:501', 'file-length', '501'],
  ['a long script', { 'static/a.js': lines(501) }, 'static/a.js:501', 'file-length', '501'],
  ['a long component', { 'storefront/src/a.tsx': lines(501) }, 'storefront/src/a.tsx:501', 'file-length', '501'],
  ['a long line', source(`int a;\n/* ${'ä'.repeat(120)} */\n`), 'src/feature/packs/packs.c:2', 'line-length', '126'],

  ['a struct typedef', source('\ntypedef struct pack pack;\n'), 'src/feature/packs/packs.c:2', 'typedef', 'tag'],
  ['one with a body', source('typedef struct {\n    int a;\n} pack;\n'), 'src/feature/packs/packs.c:1', 'typedef', 'tag'],
  ['one of a pointer', source('typedef const struct pack *pack;\n'), 'src/feature/packs/packs.c:1', 'typedef', 'tag'],

  ['no header guard', { 'src/base/a.h': 'int a;\n' }, 'src/base/a.h:1', 'header-guard', 'GEM_'],
  ['a foreign header guard', { 'src/base/a.h': '#ifndef A_H\n#define A_H\n#endif\n' }, 'src/base/a.h:1', 'header-guard', 'GEM_'],
  ['a header guard twice', { 'src/base/a.h': header('A'), 'src/base/b.h': `/* b */\n${header('A')}` }, 'src/base/b.h:2',
    'header-guard', 'src/base/a.h'],
  ['the own header second', { 'src/base/a.c': '\n#include "b.h"\n\n#include "a.h"\n', 'src/base/a.h': header('A'),
    'src/base/b.h': header('B') }, 'src/base/a.c:2', 'own-header', '"a.h"'],
  ['the own header never', { 'src/base/a.c': 'int a;\n', 'src/base/a.h': header('A') }, 'src/base/a.c:1', 'own-header', '"a.h"'],
  ['the own header not alone', { 'src/base/a.c': '#include "a.h"\n#include "b.h"\n', 'src/base/a.h': header('A'),
    'src/base/b.h': header('B') }, 'src/base/a.c:2', 'own-header', 'blank'],

  ...['now()', 'CURRENT_TIMESTAMP', 'clock_timestamp()', 'localtimestamp', 'current_date'].map((clock) =>
    [clock, sql(`SELECT 1\n WHERE ${clock} > $1\n`), 'sql/query/packs/show.sql:2', 'sql-time', 'gem_now()']),
  ['now() in the schema', { 'sql/schema/0001_platform.sql':
    'CREATE FUNCTION gem_now() RETURNS timestamptz\n    AS $$ SELECT now() $$;\nCREATE TABLE a (at timestamptz DEFAULT now());\n' },
  'sql/schema/0001_platform.sql:3', 'sql-time', 'gem_now()'],
  ['two statements', sql('SELECT 1;\n\nSELECT 2\n'), 'sql/query/packs/show.sql:3', 'sql-statement', 'second'],
  ['no statement', sql('-- Later.\n'), 'sql/query/packs/show.sql:1', 'sql-statement', 'no statement'],
  ['random() for every row', sql('SELECT id FROM gem\n ORDER BY floor(random() * 9)\n'), 'sql/query/packs/show.sql:2',
    'sql-random', '(SELECT random())'],

  ['markup in a page', { 'templates/page/home.mustache': '<p>\n{{{name}}}</p>\n' }, 'templates/page/home.mustache:2', 'unescaped', '{{name}}'],
  ['the other way to write it', { 'templates/page/home.mustache': '{{& name}}\n' }, 'templates/page/home.mustache:1', 'unescaped', '{{name}}'],
  ['markup in a mail', { 'templates/mail/a/html.mustache': '{{{code}}}\n' }, 'templates/mail/a/html.mustache:1', 'unescaped', '{{name}}'],

  ...[['TODO', 'src/base/a.c', '/* TODO */\n'], ['FIXME', 'sql/query/a/b.sql', 'SELECT 1 -- FIXME\n'],
    ['XXX', 'templates/page/home.mustache', '<p>XXX</p>\n'], ['HACK', 'static/a.js', '// HACK: a\n'],
    ['TODO', 'script/a', '#!/bin/sh\n# TODO'], ['FIXME', 'tests/a.mjs', '// FIXME\n']].map(([word, path, text]) =>
    [word, { [path]: text }, `${path}:${path === 'script/a' ? 2 : 1}`, 'unfinished', word]),
];

for (const [name, files, place, rule, word] of violations) {
  test(`${rule}: ${name}`, () => {
    const { status, findings } = lint(files);
    assert.equal(status, 1);
    assert.equal(findings.length, 1, findings.join('\n'));
    assert.ok(findings[0].startsWith(`${place}: ${rule}: `), findings[0]);
    assert.ok(findings[0].includes(word), findings[0]);
  });
}

test('every rule is broken here', () => {
  const { stdout } = spawnSync(program, ['--list'], { encoding: 'utf8' });
  const rules = stdout.trim().split('\n');
  assert.deepEqual(rules, [...new Set(violations.map(([, , , rule]) => rule))].sort());
});

test('a clean tree passes', () => {
  assert.deepEqual(lint({
    'src/base/text.h': `/* TEXT: strcpy() is not used. */\n${header('TEXT', 'typedef enum status work(struct a *a);\ndouble d;')}`,
    'src/base/text.c': '#include "text.h"\n\n#include <time.h>\n\nint a = \'"\'; // now(), "SELECT 1"\n'
      + 'const char *b = "use sprintf() and PQclear(); SELECT 1";\nstruct tm *c(void) {\n    return gmtime_r(0, my_random(0));\n}\n',
    'src/base/status.def': 'STATUS(OK)\n',
    'src/base/status.c': 'enum status {\n#define STATUS(name) name,\n#include "status.def"\n};\n',
    'src/crypto/digest.h': header('DIGEST', '#include <openssl/evp.h>'),
    'src/db/db.h': header('DB', '#include "sql_statement.h"\n#include "text.h"\n\n#include <libpq-fe.h>'),
    'src/db/sql_statement.c': '/* Made by script/embed from sql/query. */\nconst char *a = "SELECT 1";\n',
    'src/http/route.h': header('ROUTE', '#include "db.h"\n#include "digest.h"'),
    'src/feature/catalog/gem_light.h': header('LIGHT', 'double light;'),
    'src/feature/vault/vault.h': header('VAULT', '#include "catalog/gem_light.h"\n#include "route.h"'),
    'src/feature/market/market.c': '#include "catalog/gem_light.h"\n#include "vault/vault.h"\n\n'
      + `struct table t = {\n${lines(90, '    1,')}};\n\nint f(int a) {\n${lines(78, '    a++;')}}\n`,
    'src/bin/gem_api.c': '#include "vault/vault.h"\n\nint main(void) {\n    return 0;\n}\n',
    'sql/schema/0001_platform.sql': "-- never now()\nCREATE FUNCTION gem_now() RETURNS timestamptz\n    AS $$ SELECT now() $$;\n",
    'sql/query/packs/show.sql': "-- a; b\nSELECT ';', 'now()', gem_now(), gen_random_uuid(), (SELECT floor(random() * 9));\n",
    'tests/unit/test_text.c': '#include "text.h"\n\n#include <json-c/json.h>\n',
    'tests/package-lock.json': '{"integrity": "TODO"}\n',
    'tests/draw/vectors.json': lines(600),
    'script/setup': '#!/bin/sh\nmktemp XXXXXX\n',
  }), { status: 0, findings: [] });
});

test('wrong usage', () => {
  assert.equal(spawnSync(program, ['--nonsense']).status, 2);
  assert.equal(spawnSync(program, ['--help'], { encoding: 'utf8' }).status, 0);
});
