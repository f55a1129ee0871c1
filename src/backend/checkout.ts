import path from 'node:path';

/** The root of this checkout. */
export const checkoutFolder = path.resolve(import.meta.dirname, '../..');

/** The installed `@tensorflow/tfjs-node`, whose native binding set-up builds. */
export const tfjsNodeFolder = path.join(checkoutFolder, 'node_modules/@tensorflow/tfjs-node');

/** What set-up chose, beside the packages that the choice belongs to: gone when they are. */
export const choiceFile = path.join(checkoutFolder, 'node_modules/.sublinear-backend.json');
