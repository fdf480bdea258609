// One Chromium at a time. Every page notes what it complained about: console, errors, CSP, requests that failed.
import { execFileSync } from 'node:child_process';
import { chromium } from 'playwright-core';
import { url } from '../../integration/support/server.mjs';

const FLAGS = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync'];
const LOUD = new Set(['error', 'warning', 'assert']);
const WAIT_MILLISECONDS = 10000;

export const DESKTOP = { width: 1280, height: 900 };
export const PHONE = { width: 390, height: 844 };

/** Where Chromium is: GEM_CHROMIUM, or what the shell finds. */
function chromiumPath() {
  if (process.env.GEM_CHROMIUM) return process.env.GEM_CHROMIUM;
  try {
    return execFileSync('sh', ['-c', 'command -v chromium-headless-shell || command -v chromium || command -v google-chrome'], { encoding: 'utf8' }).trim();
  } catch {
    throw new Error('Chromium is not installed: apt-get install chromium-headless-shell, or set GEM_CHROMIUM');
  }
}

let browser;

export async function startBrowser() {
  browser ??= await chromium.launch({ executablePath: chromiumPath(), args: FLAGS, headless: true });
  return browser;
}

export async function endBrowser() {
  await browser?.close();
  browser = undefined;
}

function listen(page, complaints) {
  page.on('console', (message) => {
    if (LOUD.has(message.type())) complaints.push(`${message.type()}: ${message.text()} (${message.location().url})`);
  });
  page.on('pageerror', (error) => complaints.push(`uncaught: ${error.message}`));
  page.on('requestfailed', (request) => complaints.push(`failed: ${request.url()} ${request.failure()?.errorText}`));
  page.on('response', (answer) => {
    if (answer.status() >= 400) complaints.push(`answered ${answer.status()}: ${answer.url()}`);
  });
}

// Runs in the page, before its own scripts.
function reportViolations() {
  document.addEventListener('securitypolicyviolation', (event) => {
    console.error(`CSP: ${event.violatedDirective} forbids ${event.blockedURI} at ${event.sourceFile}:${event.lineNumber}`);
  });
}

/**
 * newPage({scheme: 'dark', size: PHONE, …what a Playwright context takes}) → a Playwright page on the server's address.
 * page.complaints lists what went wrong on it. Close it with page.context().close(); a test uses openPage() of pages.mjs.
 */
export async function newPage({ scheme = 'light', size = DESKTOP, ...options } = {}) {
  const context = await (await startBrowser()).newContext({ baseURL: url, colorScheme: scheme, viewport: size, ...options });
  context.setDefaultTimeout(WAIT_MILLISECONDS);
  const page = await context.newPage();
  page.complaints = [];
  listen(page, page.complaints);
  await page.addInitScript(reportViolations);
  return page;
}
