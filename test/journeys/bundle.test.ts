import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { findPackageRoot } from '../../backend/package-root.ts';

const folder = join(findPackageRoot(), 'dist/widget');
const chunks = readdirSync(join(folder, 'chunks')).filter((name) => name.endsWith('.js'));
const read = (name: string) => readFileSync(join(folder, name));
const chunk = (name: string) => {
  const file = chunks.find((candidate) => candidate.startsWith(`${name}-`));
  if (!file) throw new Error(`There is no chunk «${name}» among ${chunks.join(', ')}.`);
  return read(`chunks/${file}`);
};
const gzipKb = (...parts: Buffer[]) =>
  parts.reduce((sum, part) => sum + gzipSync(part, { level: 9 }).length, 0) / 1_024;

/** What a host page loads, from the built files. */
describe('the built widget', () => {
  it('weighs at most 25 kB on a page where nobody opens it', () => {
    expect(gzipKb(read('chasqui.js'), chunk('launcher'))).toBeLessThanOrEqual(25);
  });

  it('weighs at most 90 kB with the inbox open', () => {
    const open = gzipKb(read('chasqui.js'), chunk('launcher'), chunk('panel'));
    expect(open).toBeLessThanOrEqual(90);
  });

  it('leaves the settings to those who open them', () => {
    expect(chunk('panel').includes('chasqui-settings-form')).toBe(false);
    expect(chunk('settings').includes('chasqui-settings-form')).toBe(true);
  });

  it('leaves the template picker to those who choose a template', () => {
    expect(chunk('panel').includes('chasqui-template-form')).toBe(false);
    expect(chunk('template-picker').includes('chasqui-template-form')).toBe(true);
  });

  it('leaves the page for templates to the admins who open it', () => {
    expect(chunk('settings').includes('chasqui-template-editor')).toBe(false);
    expect(chunk('templates-admin').includes('chasqui-template-editor')).toBe(true);
  });

  it('holds no zod, and only its own name for the Trusted Types policy', () => {
    const everything = chunks.map((name) => read(`chunks/${name}`).toString()).join('\n');
    expect(everything).not.toMatch(/ZodError|invalid_union/);
    expect(everything).toContain('chasqui-lit');
    expect(everything).not.toMatch(/createPolicy\(["'`]lit-html/);
  });
});
