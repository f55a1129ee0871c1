import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** The root of this checkout. */
export const checkoutFolder = path.resolve(import.meta.dirname, '../..');

/** Where an npm package is installed. */
export const packageFolder = (name: string): string =>
  path.join(checkoutFolder, 'node_modules', name);

/** The version of the package in `folder`: this one, unless another is given. */
export function packageVersion(folder = checkoutFolder): string {
  const manifest: unknown = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'));
  return (manifest as { version: string }).version;
}

/**
 * `given` as a path from the working folder or, where nothing is there, from this checkout: what ships
 * with it, such as a vocabulary that a configuration names, is found from anywhere. Where there is
 * neither, the path as it was given, for the message.
 */
export function hereOrInCheckout(given: string): string {
  if (existsSync(given)) return given;
  const shipped = path.resolve(checkoutFolder, given);
  return existsSync(shipped) ? shipped : given;
}

/** What set-up chose, beside the packages that the choice belongs to: gone when they are. */
export const choiceFile = path.join(checkoutFolder, 'node_modules/.sublinear-backend.json');
