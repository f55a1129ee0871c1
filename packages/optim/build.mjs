import { buildPackage } from '../build.mjs';

// Optimizers make themselves known where they are used; bundlers may drop the others.
buildPackage('optim', { sideEffects: false });
