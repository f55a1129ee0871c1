import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser, NO_BROWSER, SOFTWARE_WEBGPU } from '../../test/support/headless-browser.ts';
import {
  commandLineLosses,
  expectFalling,
  finished,
  losses,
  press,
  QUICK,
  smallest,
  stopUnderWay,
  trainAlone,
} from '../../test/support/playground.ts';
import { writeAddress } from './address.ts';
import { buildPlayground } from './build.ts';
import { type Served, serve } from './serve.ts';
import type { Setup } from './setup.ts';

/*
 * The page as a visitor has it. Every test also fails on a message in the console, and on a request
 * for anything but what lies beside the page.
 */

const compressed = (folder: string): number =>
  readdirSync(folder)
    .map((file) => gzipSync(readFileSync(join(folder, file))).length)
    .reduce((total, size) => total + size, 0);

describe.skipIf(NO_BROWSER !== '')(`the playground in a browser${NO_BROWSER}`, () => {
  let folder: string;
  let served: Served;
  let browser: Browser;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'sublinear-playground-'));
    await buildPlayground(join(folder, 'site'));
    served = await serve(join(folder, 'site'), 0);
    browser = await launchBrowser();
  }, 120_000);

  afterAll(async () => {
    await browser?.close();
    await served?.close();
    rmSync(folder, { recursive: true });
  });

  type Look = (page: Page) => Promise<void>;

  async function withPage(
    look: Look,
    address = '',
    options: BrowserContextOptions = {},
    within = browser,
  ) {
    const context = await within.newContext({
      viewport: { width: 1440, height: 900 },
      ...options,
    });
    const complaints: string[] = [];
    const requests: string[] = [];
    const page = await context.newPage();
    page.on('console', (message) => complaints.push(message.text()));
    page.on('pageerror', ({ message }) => complaints.push(message));
    page.on('request', (request) => requests.push(request.url()));
    try {
      await page.goto(`${served.address}${address}`);
      await look(page);
      expect(complaints).toEqual([]);
      const elsewhere = requests.filter((url) => !/^(data|blob):/.test(url));
      expect(elsewhere.filter((url) => !url.startsWith(served.address))).toEqual([]);
    } finally {
      await context.close();
    }
  }

  const addressOf = (setup: Setup) => `#${writeAddress(setup)}`;
  const statuses = (page: Page) => page.locator('.run .status').allTextContents();

  it('is small: under 3 MB compressed', () => {
    expect(compressed(join(folder, 'site'))).toBeLessThan(3e6);
  });

  it('trains two runs side by side on WASM, to the losses of the command line', () =>
    withPage(async (page) => {
      await press(page, 'Train both');
      await finished(page);
      const trained = await losses(page);
      expect(trained.map(([step]) => step)).toEqual(
        Array.from({ length: 10 }, (_, i) => 5 * (i + 1)),
      );
      for (const side of [1, 2]) expectFalling(trained.map((row) => row[side]!));
      expect(await page.locator('#losses polyline').count()).toBe(2);
      expect(await page.locator('#updates polyline').first().getAttribute('points')).toMatch(/\d/);
      expect(await page.locator('#memory .bar').count()).toBe(3);
      expect(await page.locator('#verdict').textContent()).toMatch(
        /After 50 steps .* 1\/\d+ of that/,
      );
      expect(await page.locator('.history').first().locator('li').count()).toBe(2);

      await press(page, 'Copy as YAML');
      const shown: string[] = [];
      for (const side of [0, 1]) {
        await page.locator('#yaml-dialog .choice button').nth(side).click();
        shown.push((await page.locator('#yaml-dialog pre').textContent())!);
      }
      const expected = await Promise.all(
        shown.map((yaml, side) => commandLineLosses(folder, side, yaml)),
      );
      for (const [side, points] of expected.entries()) {
        expect(points.map(({ step }) => step)).toEqual([5, 10]);
        for (const [i, { loss }] of points.entries()) {
          expect(Math.abs(trained[i]![side + 1]! / loss - 1)).toBeLessThan(1e-4);
        }
      }
    }, addressOf(QUICK)));

  it('stops, goes on to the same end, and takes another optimiser then', () =>
    withPage(
      async (page) => {
        await press(page, 'Train both');
        await finished(page);
        const whole = await losses(page);
        await press(page, 'Train both anew');
        await stopUnderWay(page);
        await finished(page, 'stopped');
        expect((await losses(page)).length).toBeLessThan(whole.length);
        await press(page, 'Go on');
        await finished(page);
        expect(await losses(page)).toEqual(whole);

        const bytes = () => page.locator('#memory dd').allTextContents();
        const shown = await bytes();
        const stateless = writeAddress({
          ...QUICK,
          optimizers: [[{ link: 'signOf' }], 'adafactor'],
          steps: 15,
        });
        await page.evaluate(`location.hash = ${JSON.stringify(stateless)}`);
        await page.getByText('No link scales by the schedule').waitFor();
        expect(await bytes()).toEqual(shown);
        await page.locator('.preset').first().selectOption('sm3');
        expect(new URL(page.url()).hash).toContain('left=sm3');
        await press(page, 'Train both anew');
        await finished(page);
        expect(await page.locator('.run h3').allTextContents()).toEqual(['SM3', 'Adafactor']);
        expect((await bytes())[0]).not.toBe(shown[0]);
        expect((await bytes()).slice(1)).toEqual(shown.slice(1));
        const changed = await losses(page);
        expect(changed.map((row) => row[2])).toEqual(whole.map((row) => row[2]));
        expect(changed.map((row) => row[1])).not.toEqual(whole.map((row) => row[1]));
      },
      addressOf({ ...QUICK, steps: 15 }),
    ));

  it('holds as much after hundreds of steps as after some', () =>
    withPage(async (page) => {
      const run = await trainAlone(page, smallest('adam'), 'wasm', [50, 350]);
      const [early, late] = run.memory;
      expect(late).toEqual(early);
      expect(early!.tensors).toBeGreaterThan(0);
    }));

  it('trains on WebGPU', async () => {
    const withGpu = await launchBrowser(SOFTWARE_WEBGPU);
    try {
      await withPage(
        async (page) => {
          const run = await trainAlone(page, smallest('adafactor'), 'webgpu', [50]);
          expect(run.device.backend).toBe('webgpu');
          expect(run.ends[0]!.step).toBeGreaterThanOrEqual(50);
          expectFalling(run.losses);
        },
        '',
        {},
        withGpu,
      );
    } finally {
      await withGpu.close();
    }
    // A GPU in software takes both cores, which other tests may have.
  }, 180_000);

  it('takes links put together by hand, and says why a chain cannot train', () =>
    withPage(async (page) => {
      const left = page.locator('.side').first();
      await left.locator('summary').click();
      await left.getByRole('button', { name: 'Take link 2, scaleBySchedule away' }).click();
      await expect.poll(() => left.locator('.preset').inputValue()).toBe('hand');
      await left.getByText('No link scales by the schedule').waitFor();
      await left.getByLabel('Link to add').selectOption('scaleBySchedule');
      await left.getByRole('button', { name: 'Add the link' }).click();
      await left.locator('.problem').waitFor({ state: 'hidden' });
      // Their options are of one kind or another.
      for (const link of ['normalise', 'scaleByBlockMoment']) {
        await left.getByLabel('Link to add').selectOption(link);
        await left.getByRole('button', { name: 'Add the link' }).click();
      }
      const field = left.getByLabel('link 1, scaleByAdam: beta2');
      await field.fill('2');
      await field.press('Tab');
      await left.getByText('optimizer.0.beta2: given 2').waitFor();
      expect(await page.locator('#train').isDisabled()).toBe(true);
      await left.getByLabel('link 1, scaleByAdam: beta2').fill('0.99');
      await page.keyboard.press('Tab');
      await left.locator('.problem').waitFor({ state: 'hidden' });
      expect(decodeURIComponent(new URL(page.url()).hash)).toContain('"beta2":0.99');
    }, addressOf(QUICK)));

  it.each([
    ['a broken address', '#left=adamm&steps=many', /no “adamm”.*given “many”/],
    ['an empty chain', '#left=[]', /optimizer: given \[\]/],
    ['a partition without parts', '#left=[{"link":"partition"}]', /optimizer\.0\.parts: missing/],
    ['a GPU that there is not', '#on=webgpu', /\(WebAssembly\): this browser offers no GPU/],
  ])('says a sentence about %s', (_, address, sentence) =>
    withPage(async (page) => {
      await page.getByText(sentence).first().waitFor();
      expect(await page.locator('h1').isVisible()).toBe(true);
    }, address),
  );

  it.each([
    ['it is opened as a file', true],
    ['scripts are off', false],
  ])('says what it needs where %s', async (_, javaScriptEnabled) => {
    const context = await browser.newContext({ javaScriptEnabled });
    const page = await context.newPage();
    const file = pathToFileURL(join(folder, 'site', 'index.html')).href;
    await page.goto(javaScriptEnabled ? file : served.address);
    await page.getByText('The page’s script has not started').waitFor();
    expect(await page.locator('h1').isVisible()).toBe(true);
    await context.close();
  });

  it.each(['light', 'dark'] as const)(
    'is found without fault by axe-core, in %s colours',
    (scheme) =>
      withPage(
        async (page) => {
          const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core'), 'utf8');
          await page.locator('#train:enabled').waitFor();
          for (const summary of await page.locator('summary').all()) await summary.click();
          await page.evaluate(axe);
          const { violations } = (await page.evaluate('axe.run()')) as {
            violations: { id: string; nodes: { html: string }[] }[];
          };
          expect(violations.map(({ id, nodes }) => [id, nodes[0]!.html])).toEqual([]);
        },
        addressOf(QUICK),
        { colorScheme: scheme },
      ),
  );

  it.each([320, 390])('fits a phone %d pixels wide', (width) =>
    withPage(
      async (page) => {
        for (const summary of await page.locator('summary').all()) await summary.click();
        expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width);
      },
      '',
      { viewport: { width, height: 800 }, hasTouch: true, isMobile: true },
    ),
  );

  it('can be used by keyboard alone', () =>
    withPage(async (page) => {
      await page.locator('#train:enabled').waitFor();
      await page.locator('.preset').first().focus();
      await page.keyboard.type('Adag');
      await page.keyboard.press('Tab');
      expect(await page.locator('.preset').first().inputValue()).toBe('adagrad');
      await page.locator('#rate').focus();
      await page.keyboard.press('ArrowRight');
      expect(await page.locator('#rate-shown').textContent()).toBe('×11.3');
      await page.locator('#train').focus();
      await page.keyboard.press('Enter');
      await page.locator('#stop').waitFor();
      expect((await statuses(page))[0]).toContain('training');
      await press(page, 'Stop');
      await finished(page, 'stopped');
    }, addressOf(QUICK)));
});
