import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { LINKS, NAMED } from 'sublinear-optim';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchBrowser, NO_BROWSER } from '../test/support/headless-browser.ts';
import {
  asCommonJs,
  type Project,
  projectWith,
  readmeSnippets,
} from '../test/support/published-package.ts';

/*
 * The programs of the READMEs, run from the tarballs that would be published, in the ways in which
 * people use a package.
 */

const TSC = join(process.cwd(), 'node_modules/typescript/bin/tsc');

const STRICT = {
  compilerOptions: {
    strict: true,
    target: 'es2022',
    module: 'nodenext',
    lib: ['es2022', 'dom'],
    types: [],
    // TensorFlow.js' own types do not hold without it.
    skipLibCheck: true,
    outDir: 'js',
  },
  include: ['*.ts'],
};

describe.each(['optim', 'sacrebleu-ts'])('the README of %s', (folder) => {
  let project: Project;
  const snippets = readmeSnippets(folder);
  const names = snippets.map((_, index) => `snippet${index}`);

  beforeAll(async () => {
    project = await projectWith(folder);
    project.write('tsconfig.json', JSON.stringify(STRICT));
    for (const [index, { code }] of snippets.entries()) project.write(`snippet${index}.ts`, code);
    project.run(process.execPath, TSC);
  });

  afterAll(() => project?.remove());

  /** Expects what the README says is printed, in its order. */
  function expectPrinted(output: string, index: number): void {
    let from = 0;
    for (const part of snippets[index]!.prints.flat()) {
      const found = output.indexOf(part, from);
      expect(found, `${part} in ${output}`).toBeGreaterThanOrEqual(0);
      from = found + part.length;
    }
  }

  it('has programs, which compile in strict TypeScript', () => {
    expect(snippets.length).toBeGreaterThan(2);
  });

  it.each(names)('runs as a module: %s', (name) => {
    expectPrinted(project.run(process.execPath, `js/${name}.js`), names.indexOf(name));
  });

  it.each(names)('runs with require: %s', (name) => {
    const index = names.indexOf(name);
    project.write(`${name}.cjs`, asCommonJs(snippets[index]!.code));
    expectPrinted(project.run(process.execPath, `${name}.cjs`), index);
  });

  it(`runs in a page that esbuild bundles${NO_BROWSER}`, async () => {
    const imports = names.map((name) => `await import('./js/${name}.js');`).join('\n');
    const { outputFiles } = await build({
      stdin: {
        contents: `globalThis.finished = (async () => { ${imports} return true; })();`,
        resolveDir: project.folder,
      },
      bundle: true,
      format: 'esm',
      platform: 'browser',
      write: false,
    });
    if (NO_BROWSER !== '') return;
    const browser = await launchBrowser();
    try {
      const page = await browser.newPage();
      await page.addScriptTag({ content: outputFiles[0]!.text, type: 'module' });
      // A module in the page begins when it may, not at once.
      await page.waitForFunction('globalThis.finished !== undefined');
      expect(await page.evaluate('globalThis.finished')).toBe(true);
    } finally {
      await browser.close();
    }
  });
});

/** A page that imports `names`, minified, without TensorFlow.js. */
async function bundled(folder: string, names: string): Promise<Uint8Array> {
  const { outputFiles } = await build({
    stdin: {
      contents: `import ${names} from 'sublinear-optim'; globalThis.used = used;`,
      resolveDir: folder,
    },
    bundle: true,
    minify: true,
    format: 'esm',
    external: ['@tensorflow/*'],
    write: false,
  });
  return outputFiles[0]!.contents;
}

describe('a page that uses one optimizer of sublinear-optim', () => {
  let project: Project;
  let one: Uint8Array;
  beforeAll(async () => {
    project = await projectWith('optim');
    one = await bundled(project.folder, '{ adafactor as used }');
  });
  afterAll(() => project?.remove());

  it('holds its links, and no other', () => {
    const text = new TextDecoder().decode(one);
    const held = Object.keys(LINKS).filter((name) => text.includes(`"${name}"`));
    expect(held).toEqual([
      'averageUpdates',
      'clipByBlockRms',
      'scaleByFactoredRms',
      'scaleByParameterRms',
    ]);
    for (const name of Object.keys(NAMED)) {
      expect(text.includes(`name:"${name}"`), name).toBe(name === 'adafactor');
    }
  });

  it('is as large as the README says', async () => {
    const all = await bundled(project.folder, '* as used');
    const kilobytes = (bytes: Uint8Array) => (bytes.length / 1000).toFixed(1);
    const readme = project.run('cat', 'node_modules/sublinear-optim/README.md');
    expect(readme.replaceAll('\n', ' ')).toContain(
      `All of them are ${kilobytes(all)} kB minified, and \`adafactor\` alone ${kilobytes(one)} kB ` +
        `(${kilobytes(gzipSync(one, { level: 9 }))} kB compressed)`,
    );
  });
});
