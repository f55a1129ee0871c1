import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser, NO_BROWSER } from '../../../test/support/headless-browser.ts';
import { inventTable2, inventTuned } from '../../../test/support/invented-results.ts';
import type { ReportedExperiment } from '../reported-experiment.ts';
import { reportPage } from './page.ts';

/*
 * The page as a reader has it: a file, opened by a browser that is offline. Every test also fails on
 * a message in the console, and on a request for anything but the page itself.
 */

/** Finds what keeps people from using a page; see https://github.com/dequelabs/axe-core. */
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

describe.skipIf(NO_BROWSER !== '')(`the report page in a browser${NO_BROWSER}`, () => {
  let folder: string;
  let table2: ReportedExperiment;
  let browser: Browser;
  let address: string;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'sublinear-browser-'));
    table2 = inventTable2(folder);
    const ends = [4, 3.5, 3, 3.25].map((logPerplexity) => ({ logPerplexity }));
    const tuned = inventTuned(join(folder, 'tuned'), 'SGD', [...ends, { bleu: undefined }]);
    const path = join(folder, 'report.html');
    writeFileSync(path, reportPage([table2, tuned], folder, path));
    address = pathToFileURL(path).href;
    browser = await launchBrowser();
  }, 120_000);

  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true });
  });

  async function withPage(
    options: BrowserContextOptions,
    look: (page: Page) => Promise<void>,
    hash = '',
  ) {
    const context = await browser.newContext({ offline: true, ...options });
    const complaints: string[] = [];
    const requests: string[] = [];
    const page = await context.newPage();
    page.on('console', (message) => complaints.push(message.text()));
    page.on('pageerror', ({ message }) => complaints.push(message));
    page.on('request', (request) => requests.push(request.url()));
    await page.goto(`${address}${hash}`);
    try {
      await look(page);
      expect(complaints).toEqual([]);
      // The empty icon is no request: it stands in the page.
      expect(requests.filter((url) => !url.startsWith('data:'))).toEqual([address]);
    } finally {
      await context.close();
    }
  }

  const DESKTOP = { viewport: { width: 1440, height: 900 } };

  const part = (page: Page) => page.locator('.part:visible');
  const chart = (page: Page, index = 0) => part(page).locator('.curves .panel').nth(index);
  /** The rows whose labels a chart shows. */
  const rowsShown = (page: Page, index = 0) =>
    chart(page, index)
      .locator('[data-row] > text:visible')
      .evaluateAll((labels) => labels.map((label) => label.parentElement!.dataset.row).sort());

  it('answers on the first screen, and is short', () =>
    withPage(DESKTOP, async (page) => {
      for (const seen of ['h1', '.card:last-child', 'figure svg']) {
        const box = (await page.locator(seen).first().boundingBox())!;
        expect(box.y + Math.min(box.height, 200)).toBeLessThan(900);
      }
      const height = (await page.evaluate('document.documentElement.scrollHeight')) as number;
      expect(height).toBeLessThan(12 * 900);
      expect(await part(page).count()).toBe(1);
    }));

  it('has the whole of every label in its drawing', () =>
    withPage(DESKTOP, async (page) => {
      for (const box of await part(page).locator('.switches input').all()) await box.check();
      const beyond = await page.locator('.panel svg:visible').evaluateAll((charts) =>
        charts.flatMap((svg) => {
          const { right } = svg.getBoundingClientRect();
          return [...svg.querySelectorAll('text')]
            .filter((text) => text.getBoundingClientRect().right > right + 1)
            .map((text) => text.textContent);
        }),
      );
      expect(beyond).toEqual([]);
    }));

  it('shows the claims of a kind', () =>
    withPage(DESKTOP, async (page) => {
      const rows = page.locator('.claims tbody tr:visible');
      expect(await rows.count()).toBeGreaterThan(table2.report.claims.length);
      await page.locator('.filters button', { hasText: 'decided' }).click();
      const decided = table2.report.claims.filter(({ decidedBy }) => decidedBy !== undefined);
      expect(await rows.count()).toBe(decided.length);
      await rows.first().locator('summary').click();
      expect(await rows.first().locator('.evidence').first().isVisible()).toBe(true);
    }));

  it('keeps in its address which rows are shown, and which cell is open', () =>
    withPage(
      DESKTOP,
      async (page) => {
        // A new address, an open and a closed dialog: each is there a moment after the key or click.
        expect(await rowsShown(page)).toEqual(['A', 'D']);
        await part(page).locator('input[value="A"]').uncheck();
        expect(await rowsShown(page, 1)).toEqual(['D']);
        await expect.poll(() => page.url()).toContain('#table2/demo?rows=D');
        await part(page).locator('.results a').first().click();
        await expect.poll(() => page.url()).toContain('cell=');
        await page.locator('#provenance').waitFor();
        await page.keyboard.press('Escape');
        await expect.poll(() => page.url()).not.toContain('cell=');
        await page.locator('#chosen').selectOption({ index: 1 });
        await expect.poll(() => page.url()).toContain('#tuned/demo');
        expect(await part(page).getAttribute('data-experiment')).toBe('tuned');
      },
      '#table2/demo?rows=A,D',
    ));

  it('opens where a number comes from by its address', () =>
    withPage(
      DESKTOP,
      async (page) => {
        const dialog = page.locator('#provenance');
        expect(await dialog.isVisible()).toBe(true);
        const { provenance } = table2.runs[0]!.result;
        for (const text of [
          'diverged at step',
          'seed 2',
          provenance.data.checksums.test,
          provenance.commit,
          provenance.backend.device,
          'tok:13a',
          'link: scaleByAdam',
          '--only A --arms none --seeds 1,2,3',
          'table2/demo/A-none-s3.json',
        ]) {
          expect(await dialog.textContent()).toContain(text);
        }
        await dialog.getByRole('button', { name: 'Close' }).click();
        expect(await dialog.isVisible()).toBe(false);
      },
      '#table2/demo?cell=A/none',
    ));

  it('is whole for an address that names nothing there is', () =>
    withPage(
      DESKTOP,
      async (page) => {
        expect(await part(page).count()).toBe(1);
        expect(await page.locator('h1').isVisible()).toBe(true);
      },
      '#table9/demo?cell=Z/none',
    ));

  it('reads values out under the pointer and as the arrow keys go along', () =>
    withPage(
      DESKTOP,
      async (page) => {
        const { dev } = table2.runs.find(
          ({ result: { cell } }) => cell!.row === 'G' && cell!.arm === 'warmup',
        )!.result;
        const spoken = part(page).locator('[role="status"]');
        await chart(page).focus();
        await page.keyboard.press('End');
        expect(await spoken.textContent()).toMatch(
          /^step 1,000: Adam without momentum, β2 = 0\.9 /,
        );
        const value = async () => Number((await spoken.textContent())!.split(' ').at(-1));
        expect(await value()).toBeCloseTo(dev.at(-1)!.logPerplexity, 1);
        await page.keyboard.press('ArrowLeft');
        expect(await value()).toBeCloseTo(dev.at(-2)!.logPerplexity, 1);
        await page.keyboard.press('Escape');
        const readings = chart(page).locator('.readings');
        expect(await readings.isVisible()).toBe(false);
        const frame = (await chart(page).locator('svg').boundingBox())!;
        await page.mouse.move(frame.x + frame.width / 3, frame.y + frame.height / 2);
        expect(await readings.textContent()).toMatch(/^step \d+Adam without momentum/);
        await page.mouse.move(5, 5);
        expect(await readings.isVisible()).toBe(false);
      },
      '#table2/demo?rows=G',
    ));

  it('reads nothing out where every run of the rows shown diverged', () =>
    withPage(
      DESKTOP,
      async (page) => {
        expect(await rowsShown(page)).toEqual(['Q6']);
        await chart(page).focus();
        const frame = (await chart(page).locator('svg').boundingBox())!;
        await page.mouse.move(frame.x + frame.width / 3, frame.y + frame.height / 2);
        await page.mouse.move(frame.x + frame.width / 2, frame.y + frame.height / 2);
        expect(await chart(page).locator('.readings').isVisible()).toBe(false);
      },
      '#table2/demo?rows=Q6',
    ));

  it('has the numbers of its charts one click away', () =>
    withPage(DESKTOP, async (page) => {
      for (const data of await page.locator('details.data:visible').all()) {
        await data.locator('summary').click();
        expect(await data.locator('tr').count()).toBeGreaterThan(1);
      }
    }));

  it('shows everything without a script', () =>
    withPage({ ...DESKTOP, javaScriptEnabled: false }, async (page) => {
      for (const hidden of ['.switches', '.filters', '.choose']) {
        expect(await page.locator(`${hidden}:visible`).count()).toBe(0);
      }
      expect(await page.locator('.part:visible').count()).toBe(2);
      expect(await page.locator('.curves .line').first().isVisible()).toBe(true);
    }));

  it.each([320, 390])('fits a phone %d pixels wide', (width) =>
    withPage({ viewport: { width, height: 844 }, hasTouch: true, isMobile: true }, async (page) => {
      const across = () => page.evaluate('document.documentElement.scrollWidth');
      expect(await across()).toBe(width);
      await part(page).locator('.results a').first().tap();
      const dialog = (await page.locator('dialog:visible').boundingBox())!;
      expect(dialog.x).toBeGreaterThanOrEqual(0);
      expect(dialog.x + dialog.width).toBeLessThanOrEqual(width);
      expect(await across()).toBe(width);
    }),
  );

  it('prints on six pages at most, and nothing to press', () =>
    withPage(DESKTOP, async (page) => {
      await page.emulateMedia({ media: 'print' });
      for (const hidden of ['.filters', '.switches', '.choose', '.data']) {
        expect(await page.locator(`${hidden}:visible`).count()).toBe(0);
      }
      const pdf = await page.pdf({ format: 'A4' });
      const pages = pdf.toString('latin1').match(/\/Type\s*\/Page\b/g)!;
      expect(pages.length).toBeLessThanOrEqual(6);
    }));

  it.each([
    ['light', 1440],
    ['dark', 1440],
    ['light', 390],
  ] as const)('keeps nobody out, in %s colours, %d pixels wide', (colorScheme, width) =>
    withPage({ viewport: { width, height: 900 }, colorScheme }, async (page) => {
      await page.evaluate(AXE);
      const found = (await page.evaluate(
        `axe.run().then(({ violations }) => violations.map(({ id, nodes }) =>
          \`\${id}: \${nodes.slice(0, 3).map(({ target }) => target).join('; ')}\`))`,
      )) as string[];
      expect(found).toEqual([]);
    }),
  );
});
