// Pictures of gems and people: a browser draws each one, they are XML, and they are kept where they should be.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { before, test } from 'node:test';
import { importJson } from '../integration/support/catalogue.mjs';
import { api } from '../integration/support/client.mjs';
import { environment, mustSucceed, root, sql, url } from '../integration/support/server.mjs';
import { assertQuiet, openPage } from './support/pages.mjs';

const catalogue = JSON.parse(readFileSync(path.join(root, 'script/demo/nfts.json'), 'utf8'));
const KEPT = 'public, max-age=86400';
const AVATAR_SEEDS = ['a', 'Ada', '0199f3c0-24c5-7bf0-886b-84a7e40441c6', 'ffff', 'gem'];
let stones;

before(async () => {
  const wanted = new Map(catalogue.nfts.map((stone) => [`${stone.species} ${stone.shape}`, stone.certificate_number]));
  const find = () => sql(`SELECT id, species, shape, name FROM nft WHERE certificate_number = ANY($1)`, [[...wanted.values()]]);
  stones = await find();
  if (stones.length === 0) mustSucceed(await importJson('import-nfts', catalogue));
  if (stones.length === 0) stones = await find();
  assert.equal(stones.length, wanted.size, 'one stone of every species and shape');
});

// Runs in the page: draws a picture and looks at its pixels.
async function look(address) {
  const image = new Image();
  image.src = address;
  await image.decode();
  const canvas = Object.assign(document.createElement('canvas'), { width: 100, height: 100 });
  const context = canvas.getContext('2d');
  context.drawImage(image, 0, 0, 100, 100);
  const { data } = context.getImageData(0, 0, 100, 100);
  const colors = new Set();
  let painted = 0;
  for (let at = 0; at < data.length; at += 4) {
    if (data[at + 3] > 250) painted += 1;
    colors.add(`${data[at] >> 3},${data[at + 1] >> 3},${data[at + 2] >> 3}`);
  }
  const text = await (await fetch(address)).text();
  const parsed = new DOMParser().parseFromString(text, 'image/svg+xml');
  return {
    width: image.naturalWidth, height: image.naturalHeight, painted: painted / 10000, colors: colors.size,
    error: parsed.querySelector('parsererror')?.textContent ?? null, rootName: parsed.documentElement.nodeName,
    title: parsed.querySelector('title')?.textContent ?? null, scripts: parsed.querySelectorAll('script, foreignObject, a, image').length,
  };
}

test('a gem of every species and shape in the demo catalogue is drawn, and names itself', async (t) => {
  const page = await openPage(t);
  await page.goto('/');
  for (const { id, species, shape, name } of stones) {
    const seen = await page.evaluate(look, `/api/nfts/${id}/image`);
    const what = `${species} ${shape} ${id}: ${JSON.stringify(seen)}`;
    assert.ok(seen.width > 0 && seen.height > 0, what);
    assert.deepEqual([seen.error, seen.rootName, seen.title, seen.scripts], [null, 'svg', name, 0], what);
    assert.ok(seen.painted > 0.15 && seen.colors > 12, `it shows a stone: ${what}`);
  }
  assertQuiet(page);
});

test('species look different, and so do shapes', async () => {
  const texts = await Promise.all(stones.map(async ({ id }) => (await api('GET', `/api/nfts/${id}/image`)).text));
  assert.equal(new Set(texts).size, stones.length);
});

test('avatars are drawn, and each seed has its own', async (t) => {
  const page = await openPage(t);
  await page.goto('/');
  const texts = new Set();
  for (const seed of AVATAR_SEEDS) {
    const seen = await page.evaluate(look, `/api/avatars/${seed}`);
    assert.ok(seen.width > 0 && seen.painted > 0.9 && seen.colors > 4, `${seed}: ${JSON.stringify(seen)}`);
    assert.deepEqual([seen.error, seen.rootName, seen.scripts], [null, 'svg', 0], seed);
    const answer = await api('GET', `/api/avatars/${seed}`);
    assert.equal(answer.headers.get('cache-control'), KEPT);
    texts.add(answer.text);
  }
  assert.equal(texts.size, AVATAR_SEEDS.length);
  assertQuiet(page);
});

test('the answer may be kept, cannot run anything, and is the same each time', async () => {
  const target = `/api/nfts/${stones[0].id}/image`;
  const [first, second] = [await api('GET', target), await api('GET', target)];
  for (const { status, headers } of [first, second]) {
    assert.equal(status, 200);
    assert.match(headers.get('content-type'), /^image\/svg\+xml/);
    assert.equal(headers.get('cache-control'), KEPT);
    assert.match(headers.get('content-security-policy'), /default-src 'none'.*sandbox/);
    assert.equal(headers.get('x-content-type-options'), 'nosniff');
  }
  assert.equal(second.text, first.text);
});

/** Sends one command to the server's memcached and gives what it answers. */
function memcached(command) {
  return new Promise((resolve, reject) => {
    const socket = net.connect(environment.GEM_MEMCACHED_SERVERS, () => socket.write(`${command}\r\n`));
    let answer = '';
    socket.on('data', (data) => {
      answer += data;
      if (/(?:^|\r\n)(?:END|STORED|NOT_FOUND|DELETED|ERROR|CLIENT_ERROR.*)\r\n$/.test(answer)) socket.end();
    });
    socket.on('end', () => resolve(answer));
    socket.on('error', reject);
  });
}

test('the second request is answered from the server\'s cache', async () => {
  const target = `/api/nfts/${stones[1].id}/image`;
  const key = `gem:${target}`;
  const other = '<svg xmlns="http://www.w3.org/2000/svg"/>';
  await memcached(`delete ${key}`);
  const { text } = await api('GET', target);
  assert.ok((await memcached(`get ${key}`)).includes(text), 'the first answer is stored');
  // Were the program asked again, it would draw the stone.
  assert.match(await memcached(`set ${key} 0 60 ${other.length}\r\n${other}`), /STORED/);
  try {
    assert.equal((await api('GET', target)).text, other);
  } finally {
    await memcached(`delete ${key}`);
  }
  assert.equal((await api('GET', target)).text, text);
});

test('a browser asks once, and then has the picture', async (t) => {
  const page = await openPage(t);
  const watcher = await page.context().newCDPSession(page);
  await watcher.send('Network.enable');
  for (const address of [`/api/nfts/${stones[2].id}/image`, `/api/avatars/${AVATAR_SEEDS[0]}`]) {
    const kept = [];
    const note = ({ response }) => {
      if (response.url === url + address) kept.push(response.fromDiskCache || response.fromPrefetchCache);
    };
    watcher.on('Network.responseReceived', note);
    for (const place of ['/', '/verify']) {
      await page.goto(place);
      await page.evaluate((wanted) => fetch(wanted).then((answer) => answer.text()), address);
    }
    watcher.off('Network.responseReceived', note);
    assert.deepEqual(kept, [false, true], address);
  }
  assertQuiet(page);
});
