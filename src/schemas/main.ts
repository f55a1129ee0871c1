import { join } from 'node:path';
import { writeWholeFile } from '../platform/atomic-write.ts';
import { schemaDocuments, schemaText } from './documents.ts';

const FOLDER = 'schemas';

for (const [name, schema] of Object.entries(schemaDocuments())) {
  const path = join(FOLDER, name);
  writeWholeFile(path, [schemaText(schema)]);
  console.log(path);
}
