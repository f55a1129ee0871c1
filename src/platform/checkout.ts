import { existsSync } from 'node:fs';
import path from 'node:path';

/** The root of this checkout. */
export const checkoutFolder = path.resolve(import.meta.dirname, '../..');

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
