// Holds a page against WCAG 2.2 A and AA with axe-core.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const ALL = { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22a', 'wcag22aa'] };
const COLOURS = { type: 'rule', values: ['color-contrast', 'link-in-text-block'] };

/**
 * What the page breaks: one line for each element. The source goes in over the debugger, which the page's CSP does not hold back, but not into
 * frames: what is inside one (a mail in the sandbox's mailbox) is not looked at.
 */
export async function violations(page, runOnly = ALL) {
  if (!await page.evaluate(() => 'axe' in globalThis)) await page.evaluate(source);
  const found = await page.evaluate((wanted) => globalThis.axe.run(document, {
    runOnly: wanted, iframes: false, ...(wanted.type === 'tag' && { rules: { 'target-size': { enabled: true } } }),
  }), runOnly);
  if (found.passes.length === 0) throw new Error('axe looked at nothing');
  return found.violations.flatMap(({ id, help, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id}: ${help}: ${target.join(' ')}: ${failureSummary.replace(/\s+/g, ' ')}`));
}

export async function assertAccessible(page) {
  assert.deepEqual(await violations(page), [], `accessibility of ${page.url()}`);
}

/** The same page in the dark, in which nothing but colours differs. Without motion: halfway from a light colour to a dark one nobody reads. */
export async function assertAccessibleInTheDark(page) {
  await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' });
  assert.deepEqual(await violations(page, COLOURS), [], `accessibility of ${page.url()} in the dark`);
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: null });
}
