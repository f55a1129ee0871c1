import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import type { RunConfig } from '../../src/config/run-config.ts';
import { defaultSetup } from '../../src/playground/address.ts';
import type { Reply, Request } from '../../src/playground/messages.ts';
import { loadSettings } from '../../src/playground/settings.ts';
import { runConfigOf, type Setup } from '../../src/playground/setup.ts';

/*
 * What the tests in a browser do with the page, and with a worker of it alone.
 */

const settings = loadSettings();

/** Seconds in place of minutes, and the processor in place of whatever there is. */
export const QUICK: Setup = {
  ...defaultSetup(settings),
  protocol: 'mini',
  backend: 'wasm',
  steps: 50,
};

/** Smaller than what the page offers, for a GPU that a program plays. */
export function smallest(optimizer: string): RunConfig {
  // Nowhere near the end, where there is a look at the development set, and nothing is measured.
  const setup: Setup = { ...QUICK, optimizers: [optimizer, optimizer], steps: 1000 };
  const config = runConfigOf(setup, 0, settings);
  const model = { ...config.model, dModel: 8, dFeedForward: 8, heads: 1 };
  // One shape: a GPU compiles programs for each.
  const batching = { tokens: 16, lengths: [16] };
  const training = { ...config.training, logEvery: 10, evaluateEvery: 1000 };
  const diagnostics = { every: 1000, keep: [] };
  return { ...config, model, data: { ...config.data, batching }, training, diagnostics };
}

/** Presses the button once it can be pressed. */
export const press = (page: Page, name: string) =>
  page.getByRole('button', { name, exact: true }).click();

/**
 * Stops both runs once one of them has taken a step. The page itself presses the button: a short
 * run could end while a click from outside is on its way.
 */
export const stopUnderWay = (page: Page) =>
  page.evaluate(`new Promise((resolve) => {
    const observer = new MutationObserver(() => {
      const statuses = [...document.querySelectorAll('.run .status')];
      if (!statuses.some((one) => /^training · step [1-9]/.test(one.textContent))) return;
      observer.disconnect();
      document.querySelector('#stop').click();
      resolve();
    });
    observer.observe(document.body, { childList: true, characterData: true, subtree: true });
  })`);

/** Resolves when both runs are that far. */
export async function finished(page: Page, what = 'finished'): Promise<void> {
  for (const side of [0, 1]) {
    const status = page.locator(`.run[data-side="${side}"] .status`);
    await status.filter({ hasText: what }).waitFor({ timeout: 60_000 });
  }
}

/** The losses of both runs by step, as the page's table has them. */
export async function losses(page: Page): Promise<number[][]> {
  const details = page.locator('#numbers');
  if ((await details.getAttribute('open')) === null) await details.locator('summary').click();
  const rows = await details
    .locator('tbody tr')
    .evaluateAll((all) => all.map((row) => [...row.children].map((cell) => cell.textContent)));
  return rows.map((row) => row.map(Number));
}

/**
 * Lets one worker train without the page, until it has stopped at each of `stops`; resolves to its
 * losses, and what it held at each stop.
 */
export async function trainAlone(
  page: Page,
  config: RunConfig,
  backend: Setup['backend'],
  stops: readonly number[],
) {
  // A string, as what the test runner makes of a function would not run there.
  const script = `(${async (
    given: Request & { kind: 'start' },
    training: Request,
    rest: number[],
  ) => {
    const worker = new Worker('worker.js', { type: 'module' });
    const replies: Reply[] = [];
    await new Promise<void>((resolve) => {
      worker.onmessage = ({ data }: { data: Reply }) => {
        if (data.kind !== 'step') replies.push(data);
        if (data.kind === 'ready') worker.postMessage(training);
        if (data.kind === 'step' && data.step === rest[0]) worker.postMessage({ kind: 'stop' });
        if (data.kind === 'ended') {
          rest.shift();
          worker.postMessage({ kind: 'memory' });
        }
        if (data.kind === 'failed' || (data.kind === 'memory' && rest.length === 0)) resolve();
        else if (data.kind === 'memory') worker.postMessage({ kind: 'resume' });
      };
      worker.postMessage(given);
    });
    worker.terminate();
    return replies;
  }})`;
  const args = [
    { kind: 'start', backend, corpus: 'corpus.bin' },
    { kind: 'train', config },
    stops,
  ].map((arg) => JSON.stringify(arg));
  const replies = (await page.evaluate(`${script}(${args.join(',')})`)) as Reply[];
  const of = <K extends Reply['kind']>(kind: K) =>
    replies.filter((reply): reply is Extract<Reply, { kind: K }> => reply.kind === kind);
  expect(of('failed')).toEqual([]);
  return {
    losses: of('loss').map(({ loss }) => loss),
    memory: of('memory'),
    device: of('ready')[0]!.device,
    ends: of('ended').map(({ outcome }) => outcome),
  };
}

/**
 * The first losses of `sublinear train` with the YAML that the page shows.
 *
 * @param folder receives the YAML and the run
 */
export async function commandLineLosses(folder: string, side: number, yaml: string) {
  const file = join(folder, `side-${side}.yaml`);
  writeFileSync(file, yaml);
  const command = ['src/cli/sublinear.mjs', 'train', file, '--json'];
  // Training is compared, not the translations that follow.
  const overrides = ['training.stopAt.steps=10', 'evaluation.search.extraLength=1'];
  const options = [
    '--folder',
    join(folder, `run-${side}`),
    ...overrides.flatMap((one) => ['--set', one]),
  ];
  const { stdout } = await promisify(execFile)(process.execPath, [...command, ...options]);
  return JSON.parse(stdout).training.losses as { step: number; loss: number }[];
}

const mean = (values: readonly number[]) =>
  values.reduce((total, value) => total + value, 0) / values.length;

export function expectFalling(values: readonly number[]): void {
  expect(values.every(Number.isFinite)).toBe(true);
  const third = Math.floor(values.length / 3);
  expect(mean(values.slice(-third))).toBeLessThan(mean(values.slice(0, third)));
}
