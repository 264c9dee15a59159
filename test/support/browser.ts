import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { chromium, selectors, type Browser, type Locator, type Page } from 'playwright-core';

const FLAGS = [
	'--headless',
	'--no-sandbox',
	'--disable-gpu',
	'--disable-quic',
	'--no-first-run',
	'--disable-background-networking',
	'--disable-component-update',
	'--disable-sync',
];
const PATIENCE = 45_000; // ms; machines that run tests are busy

const SCREENSHOTS = path.join(__dirname, '..', '..', 'docs', 'screenshots');

/** A Chromium with one page, as a person has it open. */
export async function openBrowser(executablePath: string): Promise<{ browser: Browser; page: Page }> {
	selectors.setTestIdAttribute('data-test-id'); // By it n8n names what wants to be found.
	const browser = await chromium.launch({ executablePath, args: FLAGS });
	const context = await browser.newContext({ viewport: { width: 1360, height: 820 } });
	context.setDefaultTimeout(PATIENCE);
	return { browser, page: await context.newPage() };
}

/** Keeps what is seen now of the page, or of a part of it, under docs/screenshots, where MONITOR_SCREENSHOTS=1 asks for it. */
export async function screenshot(page: Page, name: string, part: Page | Locator = page): Promise<void> {
	if (process.env.MONITOR_SCREENSHOTS !== '1') return;
	mkdirSync(SCREENSHOTS, { recursive: true });
	await withoutToasts(page);
	await page.locator('button[aria-busy=true]').first().waitFor({ state: 'hidden' });
	await part.screenshot({ path: path.join(SCREENSHOTS, `${name}.png`), animations: 'disabled' });
}

/** What pops up in a corner for some seconds belongs to n8n, and differs from run to run. */
async function withoutToasts(page: Page): Promise<void> {
	await page.addStyleTag({ content: '.el-notification { display: none !important; }' });
}
