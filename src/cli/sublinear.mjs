#!/usr/bin/env node
// Plain JavaScript: it checks that TypeScript can be run here at all, then hands over to main.ts, or
// to the bundle that set-up made of it where no source has changed since.
import { existsSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { unsupportedNodeMessage } from '../backend/node-version.mjs';
import { bundleFile } from '../platform/bundle.mjs';

const problem = unsupportedNodeMessage(process.version);
if (problem !== undefined) {
  console.error(`error: ${problem}`);
  process.exit(2);
}

async function mainModule() {
  const bundle = bundleFile();
  if (existsSync(bundle)) return import(pathToFileURL(bundle).href);
  const tsx = await import('tsx/esm/api').catch((error) => {
    if (error.code !== 'ERR_MODULE_NOT_FOUND') throw error;
    console.error('error: the packages that sublinear needs are not installed. Run `make setup`.');
    process.exit(2);
  });
  tsx.register();
  return import('./main.ts');
}

// Whoever reads along may have seen enough (`| head`): that is no reason to fail, or to end a run.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error) => {
    if (error.code !== 'EPIPE') throw error;
  });
}

const { main } = await mainModule();
process.exitCode = await main(process.argv.slice(2));
