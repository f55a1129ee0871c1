import { readFileSync } from 'node:fs';
import path from 'node:path';
import { checkoutFolder } from '../platform/checkout.ts';
import { UserError } from '../platform/errors.ts';

/**
 * The npm packages that load TensorFlow's C library into Node, by what the library was built for.
 * Both hold the same code; they are two so that a program says which library it wants.
 */
export const TENSORFLOW_PACKAGES = {
  cpu: '@tensorflow/tfjs-node',
  cuda: '@tensorflow/tfjs-node-gpu',
} as const;

export type TensorFlowPackage = (typeof TENSORFLOW_PACKAGES)[keyof typeof TENSORFLOW_PACKAGES];

/** Where a package is installed; set-up builds its native binding there. */
export function packageFolder(name: TensorFlowPackage): string {
  return path.join(checkoutFolder, 'node_modules', name);
}

/** @throws UserError where the package is not installed */
export function packageVersion(name: TensorFlowPackage): string {
  try {
    const manifest = readFileSync(path.join(packageFolder(name), 'package.json'), 'utf8');
    return (JSON.parse(manifest) as { version: string }).version;
  } catch (cause) {
    throw new UserError(`the npm package ${name} is not installed; \`npm ci\` installs it`, {
      cause,
    });
  }
}
