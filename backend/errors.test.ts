import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { ERROR_CODES } from './errors.ts';
import { findPackageRoot } from './package-root.ts';

it('every error code stands in docs/errors.md with its status and meaning', () => {
  const documented = readFileSync(join(findPackageRoot(), 'docs/errors.md'), 'utf8');
  for (const [code, { status, meaning }] of Object.entries(ERROR_CODES)) {
    expect(documented).toContain(`| \`${code}\` | ${status} | ${meaning} |`);
  }
});
