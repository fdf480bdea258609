#!/usr/bin/env node
// Makes the demo catalogue: nfts.json from a fixed seed, and a check of packs.json against it.
// A stone is drawn at random until the price model puts it into the price band of the rarity
// that is wanted, so that carat, colour, clarity, measurements and price always agree.

import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';

const HELP = `Usage: make-catalogue.mjs [--check] [--stones N] [--seed N] [--output FILE] [--packs FILE]

Writes the demo stones and checks the demo packs against them. The same seed and number of
stones always give the same file.

  --check        check packs.json against the existing nfts.json and write nothing
  --stones N     stones in all, over four collections (default 800, at least 200)
  --seed N       seed of the generator, 0 to 4294967295 (default 20261101)
  --output FILE  where the stones go (default nfts.json beside this script)
  --packs FILE   packs to check (default packs.json beside this script)
  --help         this text

Prints expected value / price of each pack. Ends with status 1 when the drop rates of a pack
do not add up to 100.00 or a row names a pool without stones.`;

const RARITIES = ['COMMON', 'UNCOMMON', 'RARE', 'EPIC', 'LEGENDARY'];
const SHARE_PERCENT = { COMMON: 55, UNCOMMON: 25, RARE: 12, EPIC: 6, LEGENDARY: 2 };
const PRICE_BAND_USD = {
  COMMON: [15, 60], UNCOMMON: [60, 150], RARE: [150, 400], EPIC: [400, 1500], LEGENDARY: [1500, 12000],
};

// Ordered from the best to the least; the number multiplies the price.
const CLARITY = [
  ['FL', 1.5], ['IF', 1.35], ['VVS1', 1.2], ['VVS2', 1.12], ['VS1', 1], ['VS2', 0.9], ['SI1', 0.72], ['SI2', 0.58], ['I1', 0.4],
];
const CUT = [['Ideal', 1.08], ['Excellent', 1.06], ['Premium', 1], ['Very Good', 0.97], ['Good', 0.9], ['Fair', 0.8]];

// caratPerCube: carats of a diamond per cubic millimetre of length × width × depth, the usual
// weight estimation formula of the trade. Other species scale it by their specific gravity.
const SHAPES = [
  { shape: 'Round', weight: 34, caratPerCube: 0.0061, ratio: [1, 1.008], depth: [59.5, 63], table: [54, 60], price: 1.05, diamond: 'Round Brilliant', gem: 'Round' },
  { shape: 'Oval', weight: 16, caratPerCube: 0.0062, ratio: [1.3, 1.5], depth: [58, 64], table: [53, 62], price: 1, diamond: 'Oval Brilliant', gem: 'Oval' },
  { shape: 'Cushion', weight: 10, caratPerCube: 0.0082, ratio: [1, 1.2], depth: [61, 68], table: [56, 64], price: 0.93, diamond: 'Cushion Brilliant', gem: 'Cushion' },
  { shape: 'Emerald', weight: 10, caratPerCube: 0.0083, ratio: [1.3, 1.5], depth: [61, 68], table: [60, 68], price: 0.96, diamond: 'Emerald Cut', gem: 'Emerald Cut' },
  { shape: 'Princess', weight: 8, caratPerCube: 0.0083, ratio: [1, 1.05], depth: [66, 75], table: [65, 74], price: 0.92, diamond: 'Princess Cut', gem: 'Princess Cut' },
  { shape: 'Pear', weight: 8, caratPerCube: 0.0062, ratio: [1.45, 1.7], depth: [58, 65], table: [53, 62], price: 0.97, diamond: 'Pear Brilliant', gem: 'Pear' },
  { shape: 'Marquise', weight: 4, caratPerCube: 0.0058, ratio: [1.85, 2.1], depth: [58, 64], table: [53, 63], price: 0.95, diamond: 'Marquise Brilliant', gem: 'Marquise' },
  { shape: 'Radiant', weight: 5, caratPerCube: 0.0081, ratio: [1, 1.4], depth: [62, 69], table: [60, 69], price: 0.94, diamond: 'Radiant Cut', gem: 'Radiant Cut' },
  { shape: 'Asscher', weight: 3, caratPerCube: 0.008, ratio: [1, 1.04], depth: [63, 69], table: [60, 67], price: 0.94, diamond: 'Asscher Cut', gem: 'Asscher Cut' },
  { shape: 'Heart', weight: 2, caratPerCube: 0.0059, ratio: [0.97, 1.1], depth: [57, 63], table: [53, 62], price: 0.97, diamond: 'Heart Brilliant', gem: 'Heart' },
];

const COLLECTIONS = [
  { collection: 'Aurora Diamonds', species: 'diamond', label: '', gravity: 3.52, usdPerCarat: 230, growth: 1.4,
    colors: [['D', 1.25], ['E', 1.15], ['F', 1.08], ['G', 1], ['H', 0.86], ['I', 0.72], ['J', 0.58]] },
  { collection: 'Crimson Rubies', species: 'ruby', label: 'Ruby', gravity: 4, usdPerCarat: 190, growth: 1.45,
    colors: [['Vivid Red', 1.6], ['Deep Red', 1.25], ['Intense Red', 1.1], ['Purplish Red', 0.9], ['Pinkish Red', 0.75]] },
  { collection: 'Deep Sapphires', species: 'sapphire', label: 'Sapphire', gravity: 4, usdPerCarat: 160, growth: 1.45,
    colors: [['Royal Blue', 1.6], ['Cornflower Blue', 1.4], ['Vivid Blue', 1.25], ['Deep Blue', 1], ['Violetish Blue', 0.85], ['Teal Blue', 0.75]] },
  { collection: 'Verdant Emeralds', species: 'emerald', label: 'Emerald', gravity: 2.7, usdPerCarat: 240, growth: 1.45,
    colors: [['Vivid Green', 1.6], ['Deep Green', 1.25], ['Intense Green', 1.1], ['Bluish Green', 0.95], ['Yellowish Green', 0.75]] },
];

function generator(seed) {
  // mulberry32: small, well spread, and the same on every machine.
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

function between(random, [low, high]) {
  return low + random() * (high - low);
}

function digits(random, count) {
  let text = '';
  for (let index = 0; index < count; index += 1) text += Math.floor(random() * 10);
  return text;
}

function pickWeighted(random, items) {
  let left = random() * items.reduce((sum, item) => sum + item.weight, 0);
  for (const item of items) {
    left -= item.weight;
    if (left < 0) return item;
  }
  return items.at(-1);
}

// The best of several tries, so that rarer stones tend to better grades without a fixed rule.
function pickGrade(random, grades, tries) {
  let best = grades.length - 1;
  for (let index = 0; index < tries; index += 1) best = Math.min(best, Math.floor(random() * grades.length));
  return grades[best];
}

function measure(random, carat, shape, gravity) {
  const ratio = between(random, shape.ratio);
  // Coloured stones are cut deeper to hold their colour.
  const depthShare = (between(random, shape.depth) + (gravity === 3.52 ? 0 : 3)) / 100;
  const caratPerCube = shape.caratPerCube * gravity / 3.52;
  const width = Math.cbrt(carat / (caratPerCube * ratio * depthShare));
  const measurements = {
    length_mm: (width * ratio).toFixed(2), width_mm: width.toFixed(2), depth_mm: (width * depthShare).toFixed(2),
  };
  const acrossMm = shape.shape === 'Round'
    ? (Number(measurements.length_mm) + Number(measurements.width_mm)) / 2
    : Number(measurements.width_mm);
  measurements.depth_percent = (Number(measurements.depth_mm) / acrossMm * 100).toFixed(1);
  measurements.table_percent = between(random, shape.table).toFixed(1);
  return measurements;
}

function priceCents(random, carat, family, factors) {
  const spread = between(random, [0.93, 1.07]);
  const usd = factors.reduce((price, factor) => price * factor, family.usdPerCarat * carat ** family.growth * spread);
  const step = usd < 100 ? 50 : 100;
  return Math.round(usd * 100 / step) * step;
}

function certificate(random, species, used) {
  const choice = random();
  const gcalFrom = species === 'diamond' ? 0.9 : 1;
  for (;;) {
    let report = { certificate_number: `LG6${1 + Math.floor(random() * 9)}${digits(random, 7)}`, laboratory: 'IGI' };
    if (choice >= 0.65) report = { certificate_number: `6${digits(random, 9)}`, laboratory: 'GIA' };
    if (choice >= gcalFrom) report = { certificate_number: `36${digits(random, 7)}`, laboratory: 'GCAL' };
    if (used.has(report.certificate_number)) continue;
    used.add(report.certificate_number);
    return report;
  }
}

function makeStone(random, family, rarity, used) {
  const [lowUsd, highUsd] = PRICE_BAND_USD[rarity];
  const tries = 1 + RARITIES.indexOf(rarity);
  for (;;) {
    const carat = Math.round(Math.exp(between(random, [Math.log(0.2), Math.log(14)])) * 100) / 100;
    const shape = pickWeighted(random, SHAPES);
    const [color, colorFactor] = pickGrade(random, family.colors, tries);
    const [clarity, clarityFactor] = pickGrade(random, CLARITY, tries);
    const [cut, cutFactor] = pickGrade(random, CUT, 2);
    const cents = priceCents(random, carat, family, [colorFactor, clarityFactor, cutFactor, shape.price]);
    if (cents < lowUsd * 100 || cents >= highUsd * 100) continue;

    const caratText = carat.toFixed(2);
    const name = family.species === 'diamond'
      ? `${caratText} ct ${shape.diamond}, ${color} ${clarity}`
      : `${caratText} ct ${shape.gem} ${family.label}, ${color}`;
    const day = String(1 + Math.floor(random() * 14)).padStart(2, '0');
    return {
      ...certificate(random, family.species, used),
      name, collection: family.collection, species: family.species, rarity,
      shape: shape.shape, carat: caratText, cut, color, clarity,
      ...measure(random, carat, shape, family.gravity),
      fmv_usd: `${Math.floor(cents / 100)}.${String(cents % 100).padStart(2, '0')}0000`,
      fmv_source: 'Gem demo price list 2026-11',
      fmv_observed_at: `2026-11-${day}T12:00:00Z`,
    };
  }
}

function makeCatalogue(seed, stoneCount) {
  const random = generator(seed);
  const used = new Set();
  const stones = [];
  COLLECTIONS.forEach((family, index) => {
    const inCollection = Math.floor((stoneCount + index) / COLLECTIONS.length);
    const counts = RARITIES.map((rarity) => Math.round(inCollection * SHARE_PERCENT[rarity] / 100));
    counts[0] += inCollection - counts.reduce((sum, count) => sum + count, 0);
    RARITIES.forEach((rarity, rank) => {
      for (let made = 0; made < counts[rank]; made += 1) stones.push(makeStone(random, family, rarity, used));
    });
  });
  return stones;
}

function decimalToInteger(text, places) {
  const match = new RegExp(`^(\\d+)\\.(\\d{${places}})$`).exec(text);
  if (!match) throw new Error(`"${text}" is not a decimal with ${places} places`);
  return BigInt(match[1] + match[2]);
}

function poolMeans(stones) {
  const pools = new Map();
  for (const stone of stones) {
    const key = `${stone.collection} ${stone.rarity}`;
    const pool = pools.get(key) ?? { sum: 0n, count: 0n };
    pool.sum += decimalToInteger(stone.fmv_usd, 6);
    pool.count += 1n;
    pools.set(key, pool);
  }
  return new Map([...pools].map(([key, pool]) => [key, pool.sum / pool.count]));
}

function checkPack(pack, means) {
  const problems = [];
  let total = 0n;
  let weighted = 0n;
  for (const row of pack.odds) {
    const weight = decimalToInteger(row.drop_rate, 2);
    const mean = means.get(`${row.collection} ${row.rarity}`);
    if (mean === undefined) problems.push(`${row.collection} ${row.rarity}: no such stones`);
    total += weight;
    weighted += weight * (mean ?? 0n);
  }
  if (total !== 10000n) problems.push(`drop rates add up to ${(Number(total) / 100).toFixed(2)}, not 100.00`);
  const expected = weighted / 10000n;
  const ratio = Number(expected * 10000n / decimalToInteger(pack.price_usd, 6)) / 100;
  const note = ratio < 85 || ratio > 95 ? '  (outside 85-95 %)' : '';
  console.log(`${pack.name}: price ${pack.price_usd}, expected value ${(Number(expected) / 1e6).toFixed(2)}, ${ratio.toFixed(2)} %${note}`);
  return problems.map((problem) => `${pack.name}: ${problem}`);
}

function main() {
  const beside = (name) => new URL(name, import.meta.url);
  const { values } = parseArgs({
    options: {
      check: { type: 'boolean' }, stones: { type: 'string', default: '800' }, seed: { type: 'string', default: '20261101' },
      output: { type: 'string' }, packs: { type: 'string' }, help: { type: 'boolean' },
    },
  });
  if (values.help) return console.log(HELP);
  const stoneCount = Number(values.stones);
  const seed = Number(values.seed);
  if (!Number.isInteger(stoneCount) || stoneCount < 200) throw new Error('--stones must be a whole number of at least 200');
  if (!Number.isInteger(seed) || seed < 0 || seed > 0xffffffff) throw new Error('--seed must be a whole number from 0 to 4294967295');

  const output = values.output ?? beside('nfts.json');
  let stones;
  if (values.check) {
    stones = JSON.parse(readFileSync(output, 'utf8')).nfts;
  } else {
    stones = makeCatalogue(seed, stoneCount);
    writeFileSync(output, `{"nfts":[\n${stones.map((stone) => JSON.stringify(stone)).join(',\n')}\n]}\n`);
    console.log(`${stones.length} stones written`);
  }

  const means = poolMeans(stones);
  const { series } = JSON.parse(readFileSync(values.packs ?? beside('packs.json'), 'utf8'));
  const problems = series.flatMap((one) => one.packs).flatMap((pack) => checkPack(pack, means));
  problems.forEach((problem) => console.error(problem));
  if (problems.length > 0) process.exitCode = 1;
}

try {
  main();
} catch (error) {
  console.error(`make-catalogue: ${error.message}`);
  process.exitCode = 2;
}
