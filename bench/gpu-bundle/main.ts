// The program of the bundle, `main.mjs check|contestant|probe ...`. One file for three kinds of process:
// a contestant and a probe may die without taking the check with them.
import type { Role } from './program.ts';

// Node would print the line of the source, which is as long as the program, and the WASM backend has
// exceptions thrown anew.
process.on('uncaughtException', (error) => {
  console.error(error);
  process.exit(1);
});

const [role, ...args] = process.argv.slice(2) as [Role, ...string[]];
switch (role) {
  case 'check':
    await (await import('./check.ts')).check(args);
    break;
  case 'contestant':
    await import('./contestant.ts');
    break;
  case 'probe':
    await import('../../src/backend/webgpu-probe.ts');
    break;
}
