// `node check-tools.mjs`: exits with code 2, naming each missing tool, or silently with 0.
import { findTools } from './tools.mjs';

const missing = findTools().filter((tool) => tool.found === undefined);
for (const { name, remedy } of missing) console.error(`error: ${name}: ${remedy}`);
if (missing.length > 0) process.exitCode = 2;
