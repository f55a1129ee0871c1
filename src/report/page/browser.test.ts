import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { finishAll } from '../../../test/support/finished-runs.ts';
import { launchBrowser, NO_BROWSER } from '../../../test/support/headless-browser.ts';
import { planExperiment } from '../../experiment/definition.ts';
import { type ReportedExperiment, reportedExperiment } from '../reported-experiment.ts';
import { INVENTED_PROTOCOL, inventTable2 } from '../testing.ts';
import { CHART } from './chart-geometry.ts';
import { writeReport } from './write-report.ts';

/*
 * The page as a reader has it: a file, opened by a browser that is offline. Every test also fails on
 * a message in the console, and on a request for anything but the page itself.
 */

const ZOO = 'experiments/zoo.yaml';

describe.skipIf(NO_BROWSER !== '')(`the report page in a browser${NO_BROWSER}`, () => {
  let folder: string;
  let table2: ReportedExperiment;
  let browser: Browser;
  let address: string;
  /** Of a page whose rows have names in place of letters. */
  let longNames: string;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'sublinear-browser-'));
    table2 = inventTable2(folder);
    const path = join(folder, 'report.html');
    await writeReport([table2], folder, path);
    address = pathToFileURL(path).href;
    const zoo = join(folder, 'zoo');
    finishAll(zoo, planExperiment(ZOO, { seeds: [1], protocol: INVENTED_PROTOCOL }));
    const zooPath = join(zoo, 'report.html');
    await writeReport([reportedExperiment(zoo, ZOO, INVENTED_PROTOCOL)], zoo, zooPath);
    longNames = pathToFileURL(zooPath).href;
    browser = await launchBrowser();
  }, 120_000);

  afterAll(async () => {
    await browser?.close();
    rmSync(folder, { recursive: true });
  });

  async function withPage(
    options: BrowserContextOptions,
    look: (page: Page) => Promise<void>,
    at = address,
  ) {
    const context = await browser.newContext({ offline: true, ...options });
    const complaints: string[] = [];
    const requests: string[] = [];
    const page = await context.newPage();
    page.on('console', (message) => complaints.push(message.text()));
    page.on('pageerror', ({ message }) => complaints.push(message));
    page.on('request', (request) => requests.push(request.url()));
    await page.goto(at);
    try {
      await look(page);
      expect(complaints).toEqual([]);
      // The empty icon is no request: it stands in the page.
      expect(requests.filter((url) => !url.startsWith('data:'))).toEqual([at]);
    } finally {
      await context.close();
    }
  }

  const DESKTOP = { viewport: { width: 1280, height: 1000 } };

  /** The rows whose lines a chart shows. */
  const rowsShown = (page: Page, chart = 0) =>
    page
      .locator('.chart')
      .nth(chart)
      .locator('g.row:visible')
      .evaluateAll((groups) => groups.map((group) => group.getAttribute('data-row')));

  it('renders every part', () =>
    withPage(DESKTOP, async (page) => {
      expect(await page.title()).toContain('Adafactor');
      expect(await page.locator('.results tbody tr').count()).toBe(table2.report.rows.length);
      expect(await page.locator('.claims .verdict').count()).toBe(table2.report.claims.length);
      expect(await page.locator('.chart').count()).toBe(4);
      expect(await page.locator('.drawings svg').count()).toBe(3);
      expect(await page.locator('dialog:visible').count()).toBe(0);
    }));

  it('has the whole of every label beside its line', () =>
    withPage(
      DESKTOP,
      async (page) => {
        await page.locator('.switches button', { hasText: 'all' }).click();
        const beyond = await page.locator('.chart svg').evaluateAll((charts) =>
          charts.flatMap((chart) => {
            const { right } = chart.getBoundingClientRect();
            return [...chart.querySelectorAll('g.row > text')]
              .filter((text) => text.getBoundingClientRect().right > right)
              .map((text) => text.textContent);
          }),
        );
        expect(beyond).toEqual([]);
        expect(await rowsShown(page)).toContain('Adafactor');
      },
      longNames,
    ));

  it('prints the marks of the legend', () =>
    withPage(DESKTOP, async (page) => {
      await page.emulateMedia({ media: 'print' });
      const adjust = await page.evaluate(
        `[...document.querySelectorAll('.key')].map((mark) => getComputedStyle(mark).printColorAdjust)`,
      );
      expect(new Set(adjust as string[])).toEqual(new Set(['exact']));
    }));

  it('switches rows on and off, with the pointer and with the keyboard', () =>
    withPage(DESKTOP, async (page) => {
      const first = await rowsShown(page);
      expect(first).toContain('A');
      expect(first).not.toContain('Q5');
      await page.locator('.switches label', { hasText: /^Q5$/ }).click();
      expect(await rowsShown(page)).toEqual([...first, 'Q5']);
      expect(await rowsShown(page, 3)).toContain('Q5');
      await page.locator('.switches input[value="A"]').focus();
      await page.keyboard.press('Space');
      expect(await rowsShown(page)).not.toContain('A');
      await page.locator('.switches button', { hasText: 'none' }).click();
      expect(await rowsShown(page)).toEqual([]);
      await page.locator('.switches button', { hasText: 'all' }).click();
      // All but Q6, which has diverged before its first point.
      expect(await rowsShown(page)).toHaveLength(table2.report.rows.length - 1);
      // No two labels of so many rows stand on each other.
      const labels = page.locator('.chart').first().locator('g.row > text');
      const tops = await labels.evaluateAll((texts) =>
        texts.map((text) => Number(text.getAttribute('y'))),
      );
      const sorted = tops.sort((a, b) => a - b);
      const gaps = sorted.slice(1).map((top, index) => top - sorted[index]!);
      expect(Math.min(...gaps)).toBeGreaterThan(11);
    }));

  it('shows the values of the result files under the pointer', () =>
    withPage(DESKTOP, async (page) => {
      const result = table2.results.find(
        ({ cell }) => cell!.row === 'G' && cell!.arm === 'warmup',
      )!;
      const { step, logPerplexity } = result.dev[4]!;
      const chart = page.locator('.chart').first();
      await chart.scrollIntoViewIfNeeded();
      const frame = (await chart.locator('svg').boundingBox())!;
      const dot = chart.locator('g.row[data-row="G"] circle').nth(4);
      const scale = frame.width / CHART.width;
      const [x, y] = [Number(await dot.getAttribute('cx')), Number(await dot.getAttribute('cy'))];
      await page.mouse.move(frame.x + x * scale + 3, frame.y + y * scale - 3);
      const readings = chart.locator('.readings');
      expect(await readings.locator('p').textContent()).toBe(`step ${step}`);
      expect(await readings.locator('[aria-current]').textContent()).toBe(
        `G${logPerplexity.toFixed(3)}`,
      );
      await page.mouse.move(5, 5);
      expect(await readings.isVisible()).toBe(false);
    }));

  it('reads values out as the arrow keys go along', () =>
    withPage(DESKTOP, async (page) => {
      const run = (row: string, seed: number) =>
        table2.results.find(
          ({ cell, config }) =>
            cell!.row === row && cell!.arm === 'warmup' && config.training.seed === seed,
        )!;
      const spoken = page.locator('[role="status"]').first();
      await page.locator('.switches button', { hasText: 'none' }).click();
      await page.locator('.switches label', { hasText: /^G$/ }).click();
      await page.locator('.switches label', { hasText: /^Q1$/ }).click();
      await page.locator('.chart').first().focus();
      await page.keyboard.press('End');
      const last = (row: string) => run(row, 1).dev.at(-1)!.logPerplexity.toFixed(3);
      expect(await spoken.textContent()).toBe(`step 1000, row Q1: ${last('Q1')}`);
      await page.keyboard.press('ArrowDown');
      expect(await spoken.textContent()).toBe(`step 1000, row G: ${last('G')}`);
      await page.keyboard.press('ArrowLeft');
      const before = run('G', 1).dev.at(-2)!;
      expect(await spoken.textContent()).toBe(
        `step ${before.step}, row G: ${before.logPerplexity.toFixed(3)}`,
      );
      await page.keyboard.press('Escape');
      expect(await page.locator('.readings').first().isVisible()).toBe(false);
    }));

  it.each([
    ['with its script', true],
    ['without any script', false],
  ])('opens where a number comes from, %s', (_, javaScriptEnabled) =>
    withPage({ ...DESKTOP, javaScriptEnabled }, async (page) => {
      const button = page.getByRole('button', { name: 'A, no warm-up: where' });
      await button.focus();
      await page.keyboard.press('Enter');
      const dialog = page.locator('#table2-demo-A-none');
      expect(await dialog.isVisible()).toBe(true);
      const { provenance } = table2.results[0]!;
      for (const text of [
        'diverged at step',
        'seed 2',
        provenance.data.checksums.test,
        provenance.commit,
        provenance.backend.device,
        'tokens/s',
        'tok:13a',
        'link: scaleByAdam',
        'warmup: false',
        'table2/demo/A-none-s3.json',
      ]) {
        expect(await dialog.textContent()).toContain(text);
      }
      await page.keyboard.press('Escape');
      expect(await dialog.isVisible()).toBe(false);
      const focused = page.locator(':focus');
      expect(await focused.getAttribute('popovertarget')).toBe('table2-demo-A-none');
      await button.click();
      await dialog.getByRole('button', { name: 'Close' }).click();
      expect(await dialog.isVisible()).toBe(false);
    }),
  );

  it('shows tables and curves without any script', () =>
    withPage({ ...DESKTOP, javaScriptEnabled: false }, async (page) => {
      expect(await page.locator('.switches').isVisible()).toBe(false);
      expect(await page.locator('.results tbody tr:visible').count()).toBe(
        table2.report.rows.length,
      );
      expect(await page.locator('.chart').first().locator('g.row:visible').count()).toBe(7);
    }));

  it.each([320, 390])('fits a phone %d pixels wide', (width) =>
    withPage({ viewport: { width, height: 800 }, hasTouch: true, isMobile: true }, async (page) => {
      const across = () => page.evaluate('document.documentElement.scrollWidth');
      expect(await across()).toBe(width);
      await page.locator('.switches button', { hasText: 'all' }).tap();
      await page.locator('.results button').first().tap();
      const dialog = (await page.locator('dialog:visible').boundingBox())!;
      expect(dialog.x).toBeGreaterThanOrEqual(0);
      expect(dialog.x + dialog.width).toBeLessThanOrEqual(width);
      expect(await across()).toBe(width);
    }),
  );

  it('prints what there is to read, and nothing to press', () =>
    withPage(DESKTOP, async (page) => {
      await page.emulateMedia({ media: 'print' });
      for (const hidden of ['body > nav', '.switches', '.readings', 'dialog']) {
        expect(await page.locator(`${hidden}:visible`).count()).toBe(0);
      }
      for (const shown of ['.results', '.claims', '.chart svg', 'details pre']) {
        expect(await page.locator(shown).first().isVisible()).toBe(true);
      }
      const pdf = await page.pdf({ format: 'A4' });
      expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
    }));

  it.each(['light', 'dark'] as const)('can be read in %s colours', (colorScheme) =>
    withPage({ ...DESKTOP, colorScheme }, async (page) => {
      const colors = await page.evaluate(`(() => {
        const { backgroundColor, color } = getComputedStyle(document.body);
        return [backgroundColor, color];
      })()`);
      const [paper, ink] = (colors as string[]).map((color) => {
        const channels = color.match(/\d+/g)!.slice(0, 3).map(Number);
        const [red, green, blue] = channels.map((channel) => {
          const share = channel / 255;
          return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
        });
        return 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!;
      });
      expect(paper! > ink!).toBe(colorScheme === 'light');
      // WCAG 2.2, 1.4.6: contrast, enhanced.
      const contrast = (Math.max(paper!, ink!) + 0.05) / (Math.min(paper!, ink!) + 0.05);
      expect(contrast).toBeGreaterThan(7);
    }),
  );
});
