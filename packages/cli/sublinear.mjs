#!/usr/bin/env node
// npx links the `bin` of the root package into its cache at every call, which takes seconds; that of
// a workspace is in node_modules/.bin since `npm ci`.
import '../../src/cli/sublinear.mjs';
