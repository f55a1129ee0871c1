#!/usr/bin/env node
// Runs the command from its TypeScript source; the published package has bin.js instead.
import { tsImport } from 'tsx/esm/api';

await tsImport('./bin.ts', import.meta.url);
