// PNGs with 256 colours, a third of the size: for pictures that are kept in the repository.
import { deflateSync } from 'node:zlib';

const COLORS = 256;
const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

const CRC_TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit += 1) value = value & 1 ? 0xedb88320 ^ (value >>> 1) : value >>> 1;
  return value >>> 0;
});

function crc32(data) {
  let crc = 0xffffffff;
  for (const byte of data) crc = CRC_TABLE[(crc ^ byte) & 0xff] ^ (crc >>> 8);
  return (crc ^ 0xffffffff) >>> 0;
}

function chunk(name, data) {
  const body = Buffer.concat([Buffer.from(name, 'latin1'), data]);
  const frame = Buffer.alloc(8);
  frame.writeUInt32BE(data.length, 0);
  frame.writeUInt32BE(crc32(body), 4);
  return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)]);
}

function countColors(rgba) {
  const counts = new Map();
  for (let at = 0; at < rgba.length; at += 4) {
    const color = (rgba[at] << 16) | (rgba[at + 1] << 8) | rgba[at + 2];
    counts.set(color, (counts.get(color) ?? 0) + 1);
  }
  return [...counts].map(([color, count]) => ({ channels: [color >> 16, (color >> 8) & 255, color & 255], color, count }));
}

// The channel in which a box of colours is widest, and how much splitting it there would help.
function widest(box) {
  const spans = [0, 1, 2].map((channel) => {
    let [low, high] = [255, 0];
    for (const { channels } of box) {
      low = Math.min(low, channels[channel]);
      high = Math.max(high, channels[channel]);
    }
    return high - low;
  });
  const span = Math.max(...spans);
  const weight = box.reduce((sum, { count }) => sum + Math.sqrt(count), 0);
  return { channel: spans.indexOf(span), worth: box.length > 1 ? span * span * weight : -1 };
}

// Median cut: the most worthwhile box is halved until there are enough.
function makeBoxes(colors) {
  const boxes = [{ box: colors, ...widest(colors) }];
  while (boxes.length < COLORS) {
    const best = boxes.reduce((left, right) => (right.worth > left.worth ? right : left));
    if (best.worth < 0) break;
    const sorted = best.box.toSorted((left, right) => left.channels[best.channel] - right.channels[best.channel]);
    const half = sorted.reduce((sum, { count }) => sum + Math.sqrt(count), 0) / 2;
    let cut = 0;
    for (let sum = 0; sum < half && cut < sorted.length - 1; cut += 1) sum += Math.sqrt(sorted[cut].count);
    const halves = [sorted.slice(0, Math.max(1, cut)), sorted.slice(Math.max(1, cut))];
    boxes.splice(boxes.indexOf(best), 1, ...halves.map((box) => ({ box, ...widest(box) })));
  }
  return boxes.map(({ box }) => box);
}

// A box's own colour is its most frequent one when that one rules it (flat areas stay exact), else the average.
function colorOf(box) {
  const total = box.reduce((sum, { count }) => sum + count, 0);
  const common = box.reduce((left, right) => (right.count > left.count ? right : left));
  if (common.count * 2 > total) return common.channels;
  return [0, 1, 2].map((channel) => Math.round(box.reduce((sum, { channels, count }) => sum + channels[channel] * count, 0) / total));
}

function nearestOf(palette) {
  const known = new Map();
  return (red, green, blue) => {
    const color = (red << 16) | (green << 8) | blue;
    if (known.has(color)) return known.get(color);
    let [nearest, least] = [0, Infinity];
    palette.forEach((channels, index) => {
      const distance = (channels[0] - red) ** 2 + (channels[1] - green) ** 2 + (channels[2] - blue) ** 2;
      if (distance < least) [nearest, least] = [index, distance];
    });
    known.set(color, nearest);
    return nearest;
  };
}

const clamp = (value) => Math.max(0, Math.min(255, Math.round(value)));

// What a pixel's colour misses goes on to its neighbours (Floyd and Steinberg), so that gradients have no rings.
// Colours that the palette holds are left as they are: flat areas stay flat.
function pixelLines(width, height, rgba, palette, dither) {
  const nearest = nearestOf(palette);
  const exact = new Map(palette.map((channels, index) => [(channels[0] << 16) | (channels[1] << 8) | channels[2], index]));
  const lines = Buffer.alloc((width + 1) * height);
  let [here, below] = [new Float32Array((width + 2) * 3), new Float32Array((width + 2) * 3)];
  for (let row = 0, at = 0; row < height; row += 1, [here, below] = [below, here.fill(0)]) {
    for (let column = 1; column <= width; column += 1, at += 4) {
      let index = exact.get((rgba[at] << 16) | (rgba[at + 1] << 8) | rgba[at + 2]);
      if (index === undefined) {
        const wanted = [0, 1, 2].map((channel) => clamp(rgba[at + channel] + here[column * 3 + channel]));
        index = nearest(...wanted);
        for (let channel = 0; dither && channel < 3; channel += 1) {
          const missing = (wanted[channel] - palette[index][channel]) / 16;
          here[column * 3 + 3 + channel] += missing * 7;
          below[column * 3 - 3 + channel] += missing * 3;
          below[column * 3 + channel] += missing * 5;
          below[column * 3 + 3 + channel] += missing;
        }
      }
      lines[row * (width + 1) + column] = index;
    }
  }
  return lines;
}

/** A PNG of pixels that are 4 bytes each, the last of which does not matter; without `dither` it is smaller, and gradients have rings. */
export function palettePng(width, height, rgba, { dither = true } = {}) {
  const palette = makeBoxes(countColors(rgba)).map(colorOf);
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 3, 0, 0, 0], 8);
  return Buffer.concat([SIGNATURE, chunk('IHDR', header), chunk('PLTE', Buffer.from(palette.flat())),
    chunk('IDAT', deflateSync(pixelLines(width, height, rgba, palette, dither), { level: 9 })), chunk('IEND', Buffer.alloc(0))]);
}
