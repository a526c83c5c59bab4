import { writeFileSync } from 'node:fs';
import { apiDocument } from './document.ts';

/** npm run openapi: what is kept for readers who have nothing installed. A test compares the two. */
const FILE = new URL('../docs/openapi.json', import.meta.url);

writeFileSync(FILE, `${JSON.stringify(apiDocument(), null, 2)}\n`);
