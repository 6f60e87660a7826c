import { join } from 'node:path';
import { expect, it } from 'vitest';
import { findPackageRoot } from '../package-root.ts';
import { GRAPH_ERRORS, UNKNOWN_GRAPH_ERROR } from './graph-error-table.ts';
import type { GraphErrorAction, GraphErrorEntry } from './graph-error-table.ts';

const JOB_OF: Record<GraphErrorAction, string> = {
  retry: 'nobody: it passes',
  wait: 'nobody: it passes',
  never: 'nobody’s',
  reauthenticate: 'admin',
  setup: 'admin',
  billing: 'who pays Meta',
  policy: 'admin',
  template: 'operator, or who writes the templates',
  input: 'operator',
};

const HEAD = `# WhatsApp's errors

What the widget says when Meta refuses a message, by Meta's code. \`Retry\` is offered only where sending the same
message again can help. The source is \`backend/whatsapp/graph-error-table.ts\`; its test writes this page
(\`npx vitest run --project backend graph-error-table --update\`).

| code | what happened | what to do | whose job | Retry |
| --- | --- | --- | --- | --- |
`;

function toLine({ codes, title, advice, action, isRetryable }: GraphErrorEntry): string {
  const numbers = codes.map((code) => (typeof code === 'number' ? code : code.join('–')));
  const cells = [numbers.join(', ') || 'any other', title, advice, JOB_OF[action]];
  return `| ${[...cells, isRetryable ? 'yes' : 'no'].join(' | ')} |\n`;
}

it('is what docs/whatsapp-errors.md says', async () => {
  const page = HEAD + [...GRAPH_ERRORS, UNKNOWN_GRAPH_ERROR].map(toLine).join('');
  await expect(page).toMatchFileSnapshot(join(findPackageRoot(), 'docs/whatsapp-errors.md'));
});
