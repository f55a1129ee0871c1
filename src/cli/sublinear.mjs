#!/usr/bin/env node
// Plain JavaScript: it checks that TypeScript can be run here at all, then hands over to main.ts.
import { unsupportedNodeMessage } from '../backend/node-version.mjs';

const problem = unsupportedNodeMessage(process.version);
if (problem !== undefined) {
  console.error(`error: ${problem}`);
  process.exit(2);
}

const tsx = await import('tsx/esm/api').catch((error) => {
  if (error.code !== 'ERR_MODULE_NOT_FOUND') throw error;
  console.error('error: the packages that sublinear needs are not installed. Run `make setup`.');
  process.exit(2);
});
tsx.register();

const { main } = await import('./main.ts');
process.exitCode = await main(process.argv.slice(2));
