import { execFileSync } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { extract } from 'tar';

/** A project in a folder of its own, in which a package of this workspace is installed as published. */
export type Project = {
  readonly folder: string;
  /** Runs a program there, and returns what it prints. */
  run(program: string, ...words: readonly string[]): string;
  write(file: string, text: string): void;
  remove(): void;
};

/** Builds the package of `folder` of this workspace, packs it, and installs the tarball. */
export async function projectWith(folder: string): Promise<Project> {
  const project = mkdtempSync(join(tmpdir(), 'published-'));
  // Not to dist, which another test or a person may be reading.
  const built = join(project, 'built');
  execFileSync(process.execPath, [join('packages', folder, 'build.mjs'), built]);
  execFileSync('npm', ['pack', built, '--silent', '--pack-destination', project]);
  const tarball = readdirSync(project).find((file) => file.endsWith('.tgz'))!;
  await extract({ file: join(project, tarball), cwd: project });
  const { name } = JSON.parse(readFileSync(join(project, 'package/package.json'), 'utf8'));
  const modules = join(project, 'node_modules');
  mkdirSync(modules);
  renameSync(join(project, 'package'), join(modules, name));
  // What a user installs beside it.
  for (const dependency of ['@tensorflow', '@types']) {
    symlinkSync(join(process.cwd(), 'node_modules', dependency), join(modules, dependency));
  }
  const write = (file: string, text: string) => writeFileSync(join(project, file), text);
  write('package.json', '{ "type": "module" }\n');
  return {
    folder: project,
    run: (program, ...words) =>
      execFileSync(program, words, { cwd: project, encoding: 'utf8', stdio: 'pipe' }),
    write,
    remove: () => rmSync(project, { recursive: true }),
  };
}

/** A program of a README, and what it says that it prints. */
type Snippet = {
  readonly code: string;
  /** Of each line `console.log(...); // text` the text, in the parts between its `...`. */
  readonly prints: readonly (readonly string[])[];
};

/** The TypeScript of a package's README. */
export function readmeSnippets(folder: string): Snippet[] {
  const text = readFileSync(join('packages', folder, 'README.md'), 'utf8');
  return [...text.matchAll(/^```ts\n(.*?)^```$/gms)].map(([, code]) => ({
    code: code!,
    prints: [...code!.matchAll(/^console\.log\(.*\); \/\/ (.+)$/gm)].map(([, said]) =>
      said!.split('...').filter((part) => part !== ''),
    ),
  }));
}

/** JavaScript with its imports turned into calls of `require`. */
export function asCommonJs(code: string): string {
  const body = code
    .replace(/^import \* as (\w+) from ('[^']+');$/gm, 'const $1 = require($2);')
    .replace(/^import (\{[^}]+\}) from ('[^']+');$/gm, 'const $1 = require($2);');
  return `(async () => {\n${body}\n})();\n`;
}
