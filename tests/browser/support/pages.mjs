// Pages for tests: closed when the test ends, with what every page must keep to.
import assert from 'node:assert/strict';
import { after } from 'node:test';
import { endBrowser, newPage } from './browser.mjs';

export { DESKTOP, newPage, PHONE } from './browser.mjs';

after(endBrowser);

/** As newPage(), closed when the test ends. */
export async function openPage(t, options) {
  const page = await newPage(options);
  t.after(() => page.context().close());
  return page;
}

export function assertQuiet(page) {
  assert.deepEqual(page.complaints, [], 'the page complained');
}

/** Nothing may reach beyond the right edge, except inside what scrolls by itself. */
export async function assertNoSideways(page) {
  const beyond = await page.evaluate(() => {
    const root = document.documentElement;
    if (root.scrollWidth <= root.clientWidth) return [];
    const range = document.createRange();
    const rightOf = (node) => { // of its text as well, which may run out of its box
      range.selectNodeContents(node);
      return Math.max(node.getBoundingClientRect().right, range.getBoundingClientRect().right);
    };
    return [...document.querySelectorAll('body *')].filter((node) => !node.closest('.table') && rightOf(node) > root.clientWidth + 1)
      .map((node) => `${node.tagName.toLowerCase()}.${node.className} ${node.textContent.trim().slice(0, 40)}`).slice(0, 8);
  });
  assert.deepEqual(beyond, [], `the page is wider than ${page.viewportSize().width} px`);
}

/** Presses Tab until the element of the selector has the focus; fails when it cannot be reached so. */
export async function tabTo(page, selector, most = 40) {
  for (let pressed = 0; pressed < most; pressed += 1) {
    await page.keyboard.press('Tab');
    if (await page.evaluate((wanted) => document.activeElement?.matches(wanted), selector)) return;
  }
  throw new Error(`${selector} cannot be reached with ${most} times Tab`);
}

/** Whether a person sees where the focus is. */
export const focusIsVisible = (page) => page.evaluate(() => {
  const style = getComputedStyle(document.activeElement);
  return style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2;
});
