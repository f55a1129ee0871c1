// `node setup.mjs [1 for CUDA, 0 for the processor]`: main.ts, from the bundle where no source has changed
// since it was made.
import { existsSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { bundleFile } from '../../platform/bundle.mjs';

const bundle = bundleFile('setup');
if (existsSync(bundle)) await import(pathToFileURL(bundle).href);
else {
  const { register } = await import('tsx/esm/api');
  register();
  await import('./main.ts');
}
