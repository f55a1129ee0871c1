import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { buildPlayground } from './build.ts';
import { serve } from './serve.ts';

/*
 * `make playground`: writes the page, and with a port serves it.
 */

const [folder = 'site', port] = process.argv.slice(2);
if (port !== undefined && !/^[1-9]\d{0,4}$/.test(port)) {
  console.error(`error: SERVE: given ${port}; expected a port, such as SERVE=8000`);
  process.exit(2);
}
await buildPlayground(folder);
const bytes = readdirSync(folder)
  .map((file) => statSync(join(folder, file)).size)
  .reduce((total, size) => total + size, 0);
console.log(`${folder}/index.html and what it loads: ${(bytes / 1e6).toFixed(1)} MB`);
if (port === undefined) {
  console.log('Any web server can serve the folder; `make playground SERVE=8000` is one.');
} else {
  const { address } = await serve(folder, Number(port));
  console.log(`Serving it at ${address} until Ctrl-C`);
}
