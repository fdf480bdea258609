#!/usr/bin/env node
// Turns the public diamonds CSV into the import format, so that imports and benches can use
// tens of thousands of real stones. Amounts and sizes stay text from end to end.

import { createWriteStream, readFileSync } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { parseArgs } from 'node:util';

const HELP = `Usage: diamonds.mjs [--copies N] [--limit N] [--collection NAME] CSV OUT.json

Converts a CSV with the columns carat, cut, color, clarity, depth, table, price, x, y, z into
{"nfts":[...]}, one stone per line.

  --copies N         write every stone N times under different certificate numbers (default 1)
  --limit N          use only the first N rows of the CSV (default all)
  --collection NAME  collection of all stones (default "Real Diamonds")
  --help             this text

Rarity follows the price among the rows used: the lowest 55 % are COMMON, then 25 % UNCOMMON,
12 % RARE, 6 % EPIC and the highest 2 % LEGENDARY; equal prices get equal rarity.
A measurement of zero is unknown and left out.`;

const COLUMNS = ['carat', 'cut', 'color', 'clarity', 'depth', 'table', 'price', 'x', 'y', 'z'];
const RARITY_FROM_PERCENT = [['LEGENDARY', 98], ['EPIC', 92], ['RARE', 80], ['UNCOMMON', 55]];

function splitLine(line) {
  return line.split(',').map((cell) => cell.trim().replace(/^"(.*)"$/, '$1'));
}

function decimal(text, places) {
  const match = /^(\d+)(?:\.(\d+))?$/.exec(text);
  if (!match) throw new Error(`"${text}" is not a decimal number`);
  const fraction = (match[2] ?? '').replace(/0+$/, '');
  if (fraction.length > places) throw new Error(`"${text}" has more than ${places} decimal places`);
  const whole = match[1].replace(/^0+(?=\d)/, '');
  return places === 0 ? whole : `${whole}.${fraction.padEnd(places, '0')}`;
}

function parseRow(cells) {
  if (cells.length !== COLUMNS.length) throw new Error(`${cells.length} columns instead of ${COLUMNS.length}`);
  const row = Object.fromEntries(COLUMNS.map((name, index) => [name, cells[index]]));
  const fmv = decimal(row.price, 6);
  const measurements = {
    length_mm: decimal(row.x, 2),
    width_mm: decimal(row.y, 2),
    depth_mm: decimal(row.z, 2),
    depth_percent: decimal(row.depth, 1),
    table_percent: decimal(row.table, 1),
  };
  const known = Object.entries(measurements).filter(([, value]) => /[1-9]/.test(value));
  return {
    carat: decimal(row.carat, 2), cut: row.cut, color: row.color, clarity: row.clarity,
    measurements: Object.fromEntries(known),
    fmv, microUsd: BigInt(fmv.replace('.', '')),
  };
}

function readRows(path, limit) {
  const [header, ...lines] = readFileSync(path, 'utf8').replace(/^\uFEFF/, '').split(/\r?\n/);
  if (splitLine(header).join() !== COLUMNS.join()) {
    throw new Error(`${path}: the first line must name the columns ${COLUMNS.join(', ')}`);
  }
  const rows = [];
  for (const [index, line] of lines.entries()) {
    if (rows.length >= limit) break;
    if (line === '') continue;
    try {
      rows.push(parseRow(splitLine(line)));
    } catch (error) {
      throw new Error(`${path}:${index + 2}: ${error.message}`);
    }
  }
  if (rows.length === 0) throw new Error(`${path}: no rows`);
  return rows;
}

function rarityByPrice(rows) {
  const sorted = rows.map((row) => row.microUsd).sort((left, right) => (left < right ? -1 : Number(left > right)));
  const floors = RARITY_FROM_PERCENT.map(([rarity, percent]) => [rarity, sorted[Math.floor(rows.length * percent / 100)]]);
  const lowest = sorted[0];
  // A floor equal to the lowest price would leave no commons at all among few or equal rows.
  return (price) => floors.find(([, floor]) => price >= floor && floor > lowest)?.[0] ?? 'COMMON';
}

function stoneLine(row, rowNumber, copy, rarity, collection) {
  return JSON.stringify({
    certificate_number: `LG${copy}${String(rowNumber).padStart(8, '0')}`,
    laboratory: 'IGI',
    name: `${row.carat} ct Round Brilliant, ${row.color} ${row.clarity}`,
    collection, species: 'diamond', rarity, shape: 'Round',
    carat: row.carat, cut: row.cut, color: row.color, clarity: row.clarity,
    ...row.measurements,
    fmv_usd: row.fmv,
    fmv_source: 'ggplot2 diamonds data set',
    fmv_observed_at: '2026-11-01T00:00:00Z',
  });
}

function* documentParts(rows, copies, collection) {
  const rarityOf = rarityByPrice(rows);
  let separator = '{"nfts":[\n';
  for (let copy = 1; copy <= copies; copy += 1) {
    for (const [index, row] of rows.entries()) {
      yield separator + stoneLine(row, index + 1, copy, rarityOf(row.microUsd), collection);
      separator = ',\n';
    }
  }
  yield '\n]}\n';
}

function positiveInteger(name, text) {
  if (!/^[1-9]\d{0,6}$/.test(text)) throw new Error(`--${name} must be a whole number from 1 to 9999999`);
  return Number(text);
}

async function main() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      copies: { type: 'string', default: '1' }, limit: { type: 'string' },
      collection: { type: 'string', default: 'Real Diamonds' }, help: { type: 'boolean' },
    },
  });
  if (values.help) return console.log(HELP);
  if (positionals.length !== 2) throw new Error('give the CSV and the output file; --help explains');
  if (values.collection.trim() === '') throw new Error('--collection must not be empty');
  const copies = positiveInteger('copies', values.copies);
  const limit = values.limit === undefined ? Infinity : positiveInteger('limit', values.limit);
  const [input, output] = positionals;
  const rows = readRows(input, limit);
  await pipeline(Readable.from(documentParts(rows, copies, values.collection)), createWriteStream(output));
  console.log(`${rows.length * copies} stones written to ${output}`);
}

main().catch((error) => {
  console.error(`diamonds: ${error.message}`);
  process.exitCode = 1;
});
