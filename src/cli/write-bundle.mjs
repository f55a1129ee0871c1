// `node write-bundle.mjs`: the command line and its runs as one bundle, which starts in a third of the time.
import { writeBundle } from '../platform/bundle.mjs';

await writeBundle();
