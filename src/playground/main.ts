import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { UserError } from '../platform/errors.ts';
import { buildPlayground } from './build.ts';
import { serve } from './serve.ts';

/*
 * `make playground`: writes the page, and with a port serves it.
 */

const MOST_PORT = 65_535;

function parsePort(text: string): number {
  const port = /^\d+$/.test(text) ? Number(text) : 0;
  if (port >= 1 && port <= MOST_PORT) return port;
  throw new UserError(
    `SERVE: given ${text}; expected a port from 1 to ${MOST_PORT}, such as SERVE=8000`,
  );
}

try {
  const [folder = 'site', port] = process.argv.slice(2);
  // Before the page is written: a port that is in use is a mistake.
  const served = port === undefined ? undefined : await serve(folder, parsePort(port));
  await buildPlayground(folder);
  const bytes = readdirSync(folder)
    .map((file) => statSync(join(folder, file)).size)
    .reduce((total, size) => total + size, 0);
  console.log(`${folder}/index.html and what it loads: ${(bytes / 1e6).toFixed(1)} MB`);
  console.log(
    served === undefined
      ? 'Any web server can serve the folder; `make playground SERVE=8000` is one.'
      : `Serving it at ${served.address} until Ctrl-C`,
  );
} catch (error) {
  if (!(error instanceof UserError)) throw error;
  console.error(`error: ${error.message}`);
  process.exitCode = 2;
}
