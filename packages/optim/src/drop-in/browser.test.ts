import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { build } from 'esbuild';
import { NAMED } from 'sublinear-optim';
import { expect, it } from 'vitest';
import { launchBrowser, NO_BROWSER } from '../../../../test/support/headless-browser.ts';
import { type Outcome, trainRings } from '../example/rings.ts';

/*
 * The package as it is published, bundled for a page and run there: that it asks for nothing of Node,
 * and computes in a browser what it computes here.
 */

const EPOCHS = 2;

/** Small enough for all, those that move every element by as much among them. */
const RATE = 0.01;

/** What runs in the page; the test does the same here. */
const PAGE = `
  import * as tf from '@tensorflow/tfjs';
  import { NAMED } from 'sublinear-optim';
  import { trainRings } from './packages/optim/src/example/rings.ts';

  globalThis.train = async (backend) => {
    if (!(await tf.setBackend(backend))) throw new Error(backend + ' does not start');
    const outcomes = [];
    for (const create of Object.values(NAMED)) {
      outcomes.push(await trainRings(create(${RATE}), ${EPOCHS}));
    }
    return outcomes;
  };
`;

async function bundle(): Promise<string> {
  const published = mkdtempSync(join(tmpdir(), 'sublinear-optim-'));
  try {
    execFileSync(process.execPath, ['packages/optim/build.mjs', published]);
    const { outputFiles } = await build({
      stdin: { contents: PAGE, resolveDir: '.' },
      alias: { 'sublinear-optim': join(published, 'index.js') },
      nodePaths: [resolve('node_modules')],
      bundle: true,
      platform: 'browser',
      write: false,
    });
    return outputFiles[0]!.text;
  } finally {
    rmSync(published, { recursive: true });
  }
}

declare global {
  var train: (backend: string) => Promise<Outcome[]>;
}

it('bundles for a browser, without anything of Node', async () => {
  expect(await bundle()).toContain('SublinearOptimizer');
});

it.skipIf(NO_BROWSER !== '')(`trains in a browser as it trains here${NO_BROWSER}`, async () => {
  await tf.setBackend('cpu');
  const names = Object.keys(NAMED);
  const expected: Outcome[] = [];
  for (const create of Object.values(NAMED)) {
    expected.push(await trainRings(create(RATE), EPOCHS));
  }
  const browser = await launchBrowser();
  try {
    const page = await browser.newPage();
    await page.addScriptTag({ content: await bundle() });
    for (const backend of ['cpu', 'webgl']) {
      const outcomes = await page.evaluate((name) => globalThis.train(name), backend);
      for (const [i, { losses, stateBytes }] of outcomes.entries()) {
        expect(stateBytes, names[i]).toBe(expected[i]!.stateBytes);
        expect(losses.at(-1), names[i]).toBeLessThan(losses[0]!);
        for (const [epoch, loss] of losses.entries()) {
          expect(loss / expected[i]!.losses[epoch]!, names[i]).toBeCloseTo(1, 5);
        }
      }
    }
  } finally {
    await browser.close();
  }
});
