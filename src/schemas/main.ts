import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { schemaDocuments, schemaText } from './documents.ts';

const FOLDER = 'schemas';

mkdirSync(FOLDER, { recursive: true });
for (const [name, schema] of Object.entries(schemaDocuments())) {
  const path = join(FOLDER, name);
  writeFileAtomic.sync(path, schemaText(schema));
  console.log(path);
}
