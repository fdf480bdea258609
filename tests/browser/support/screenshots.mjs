// Makes the pictures of docs/images from a running server; script/screenshots starts it.
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { beginTopUp } from '../../integration/support/cards.mjs';
import { mustBuy } from '../../integration/support/openings.mjs';
import { sandboxUrl, sql } from '../../integration/support/server.mjs';
import { newUser } from '../../integration/support/users.mjs';
import { endBrowser, newPage } from './browser.mjs';
import { shootConsole } from './console_screenshots.mjs';
import { drawOnce } from './draw.mjs';
import { palettePng } from './palette_png.mjs';

const [folder, packName] = process.argv.slice(2);
const BYTES_MAXIMUM = 150000;

async function pixelsOf(png) {
  const page = await newPage();
  await page.setContent('<canvas></canvas>');
  const { width, height, text } = await page.evaluate(async (source) => {
    const image = Object.assign(new Image(), { src: source });
    await image.decode();
    const { naturalWidth: width, naturalHeight: height } = image;
    const canvas = new OffscreenCanvas(width, height);
    const context = canvas.getContext('2d');
    context.drawImage(image, 0, 0);
    const { data } = context.getImageData(0, 0, width, height);
    let text = '';
    for (let at = 0; at < data.length; at += 8192) text += String.fromCharCode(...data.subarray(at, at + 8192));
    return { width, height, text: btoa(text) };
  }, `data:image/png;base64,${png.toString('base64')}`);
  await page.context().close();
  return [width, height, Buffer.from(text, 'base64')];
}

async function save(name, png) {
  const pixels = await pixelsOf(png);
  let small = palettePng(...pixels);
  if (small.length > BYTES_MAXIMUM) small = palettePng(...pixels, { dither: false });
  if (small.length > BYTES_MAXIMUM) throw new Error(`${name} has ${small.length} bytes, more than ${BYTES_MAXIMUM}`);
  writeFileSync(path.join(folder, name), small);
  console.log(`${path.join(folder, name)}: ${small.length} bytes`);
}

/** Opens a page, brings it into a state, and takes a picture of what is in sight, or of one part. */
async function shoot(address, { width = 1280, height = 800, part, ...options }, reach) {
  const page = await newPage({ size: { width, height }, deviceScaleFactor: 1.5, ...options });
  if (typeof address === 'string') await page.goto(address);
  await reach(page);
  const png = await (part ? page.locator(part) : page).screenshot({ animations: 'disabled' });
  if (page.complaints.length > 0) throw new Error(page.complaints.join('\n'));
  await page.context().close();
  return png;
}

async function verified(page, { opening, commitment }) {
  await page.fill('#noted', commitment);
  await page.fill('#opening', opening.id);
  await page.click('button.primary');
  await page.getByRole('heading', { name: 'Verified' }).waitFor();
  await page.evaluate(() => document.activeElement.blur());
}

const dollars = (text) => `$${text.replace(/^(\d+\.\d{2})\d*$/, '$1')}`;
const escape = (text) => String(text).replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);

// The gem, as the vault tells of it, beside the check of its draw.
function composition(item, rarity, picture, report) {
  return `<!doctype html><style>
    body { margin: 0; padding: 40px; display: grid; grid-template-columns: 380px 1fr; gap: 40px; align-items: center;
      background: #f6f5f1; color: #1d2127; font: 17px/1.55 system-ui, sans-serif; }
    figure { margin: 0; padding: 28px; background: #fff; border: 1px solid #dfdcd4; border-radius: 14px; text-align: center; }
    figure img { width: 300px; height: 300px; }
    figcaption b { display: block; margin-top: 10px; font: 500 23px/1.25 ui-serif, Georgia, serif; }
    figcaption span { color: #585e68; }
    .report { width: 100%; display: block; }
  </style>
  <figure><img src="${picture}" alt=""><figcaption><b>${escape(item.name)}</b>
  <span>${escape(rarity)} · ${escape(item.laboratory)} ${escape(item.certificate_number)}<br>worth ${dollars(item.fmv)}</span></figcaption></figure>
  <img class="report" src="${report}" alt="">`;
}

async function mainJob(draw) {
  const [{ nft_id: id }] = draw.opening.items;
  const [item] = await sql('SELECT name, rarity, laboratory, certificate_number, fmv::text FROM nft WHERE id = $1', [id]);
  const rarity = item.rarity[0] + item.rarity.slice(1).toLowerCase();
  const report = await shoot('/verify', { width: 760, height: 1400, part: '#result' }, async (page) => {
    await verified(page, draw);
    // Of the report, what is seen first: the verdict and the gem.
    await page.evaluate(() => {
      for (const node of document.querySelectorAll('#result > :not(.verdict, .unit)')) node.hidden = true;
      document.querySelector('#result .verdict').style.marginTop = '0';
      document.querySelector('#result .unit').style.marginBottom = '0';
    });
  });
  const page = await newPage();
  const picture = await (await page.request.get(`/api/nfts/${id}/image`)).text();
  await page.context().close();
  const html = composition(item, rarity, `data:image/svg+xml;base64,${Buffer.from(picture).toString('base64')}`,
    `data:image/png;base64,${report.toString('base64')}`);
  return shoot(null, { width: 1240, height: 600, part: 'body' }, async (canvas) => {
    await canvas.setContent(html);
    await canvas.waitForFunction(() => [...document.images].every((image) => image.complete && image.naturalWidth > 0));
  });
}

async function packToBuy() {
  const [pack] = await sql('SELECT id FROM pack WHERE name = $1', [packName]);
  if (!pack) throw new Error(`there is no pack "${packName}": script/server loads the demo catalogue unless told not to`);
  return pack.id;
}

const PAYING = { width: 900, height: 640 };
const asItIs = async () => {};

/** The sandbox's wallet, about to pay for a pack. */
async function wallet(pack) {
  const { payment } = await mustBuy(await newUser(), pack, { method: 'USDC' });
  return shoot(`${sandboxUrl}/solana/wallet?url=${encodeURIComponent(payment.solana_pay_url)}`, PAYING, asItIs);
}

const checkout = async () => shoot((await beginTopUp(await newUser())).checkoutUrl, { ...PAYING, height: 420 }, asItIs);

mkdirSync(folder, { recursive: true });
try {
  const packId = await packToBuy();
  const draw = await drawOnce({ packId, quantity: 1, clientSeed: 'my own seed' });
  await save('main-job.png', await mainJob(draw));
  await save('verify.png', await shoot('/verify', { width: 1000, height: 1000 }, async (page) => {
    await verified(page, draw);
    await page.evaluate(() => document.querySelector('.verdict').scrollIntoView());
  }));
  await save('docs.png', await shoot('/docs', { height: 860 }, async (page) => {
    await page.locator('.operation').first().waitFor();
    await page.evaluate(() => { location.hash = '#op-packs_purchase'; });
    await page.locator('.operation.landed').waitFor();
    // The card above stays out of sight.
    await page.evaluate(() => scrollBy(0, 10));
  }));
  const [buyer] = await sql('SELECT user_id AS id FROM opening WHERE id = $1', [draw.opening.id]);
  await shootConsole({ packId, userId: buyer.id, gemId: draw.opening.items[0].nft_id }, shoot, save);
  await save('checkout.png', await checkout());
  await save('wallet.png', await wallet({ id: packId }));
} finally {
  await endBrowser();
}
