// `node write-bundle.mjs`: the command line as one bundle, which starts in a third of the time.
import { writeBundle } from './bundle.mjs';

await writeBundle();
