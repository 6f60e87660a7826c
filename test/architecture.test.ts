import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findPackageRoot } from '../backend/package-root.ts';

interface Import {
  /** Paths from the repository's root. */
  from: string;
  to: string;
  isTypeOnly: boolean;
}

const root = findPackageRoot();

function listSources(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .map((path) => join(folder, path))
    .filter((path) => path.endsWith('.ts') && !path.endsWith('.test.ts'));
}

function readImports(file: string): Import[] {
  const text = readFileSync(join(root, file), 'utf8');
  const statements = text.matchAll(
    /(?:import|export)\s+(type\s+)?(?:[\w*{][^;'"]*?\sfrom\s+)?['"]([^'"]+)['"]|import\(\s*['"]([^'"]+)['"]\s*\)/g,
  );
  return [...statements].map((match) => {
    const target = match[2] ?? match[3] ?? '';
    return {
      from: file,
      to: target.startsWith('.') ? relative(root, join(root, dirname(file), target)) : target,
      isTypeOnly: match[1] !== undefined,
    };
  });
}

const sources = ['backend', 'widget', 'demo'].flatMap(listSources);
const imports = sources.flatMap(readImports);
const importsOf = (folder: string) => imports.filter(({ from }) => from.startsWith(folder));
const describeImport = ({ from, to }: Import) => `${from} → ${to}`;
const featureOf = (path: string) => /^backend\/features\/([^/]+)\//.exec(path)?.[1];

/** Files (but for tests) whose text matches. */
function filesThatMatch(pattern: RegExp, except: (file: string) => boolean): string[] {
  return sources.filter(
    (file) => !except(file) && pattern.test(readFileSync(join(root, file), 'utf8')),
  );
}

describe('the architecture', () => {
  it('is read at all: the sources have imports', () => {
    expect(sources.length).toBeGreaterThan(100);
    expect(imports.length).toBeGreaterThan(sources.length);
  });

  it.each(['contract', 'whatsapp', 'database', 'http', 'secrets'])(
    'keeps backend/%s free of features',
    (ground) => {
      const wrong = importsOf(`backend/${ground}/`).filter(({ to }) => featureOf(to));
      expect(wrong.map(describeImport)).toEqual([]);
    },
  );

  it('lets a feature use another feature’s services, never its store, worker, routes or read model', () => {
    const wrong = importsOf('backend/features/').filter(
      ({ from, to }) =>
        featureOf(to) !== undefined &&
        featureOf(to) !== featureOf(from) &&
        /-(store|worker|routes|read-model)\.ts$/.test(to),
    );
    expect(wrong.map(describeImport)).toEqual([]);
  });

  it('constructs services, stores and workers in backend.ts only', () => {
    const wrong = filesThatMatch(
      /new \w+(Service|Store|Worker|ReadModel|Journal)\(/,
      (file) =>
        file === 'backend/backend.ts' ||
        file.startsWith('backend/cli') ||
        !file.startsWith('backend/'),
    );
    expect(wrong).toEqual([]);
  });

  it('reads the environment in one file', () => {
    const wrong = filesThatMatch(
      /process\.env/,
      (file) => file === 'backend/config.ts' || file.startsWith('demo/'),
    );
    expect(wrong).toEqual([]);
  });

  it('keeps words of a database dialect in its folder', () => {
    const wrong = filesThatMatch(
      /PRAGMA|SKIP LOCKED|skipLocked|pg_notify|json_each|dialect\.name/,
      (file) => file.startsWith('backend/database/dialects/'),
    );
    expect(wrong).toEqual([]);
  });

  it('asks a registry, never a switch, what to do with a message kind', () => {
    expect(
      filesThatMatch(/switch \((\w+\.)*(content\.kind|messageKind|message_type)\)/, () => false),
    ).toEqual([]);
  });

  it('gives the widget types of the contract, and values from its zod-free files only', () => {
    const zodFree = ['media-limits', 'message-status', 'protocol'].map(
      (name) => `backend/contract/${name}.ts`,
    );
    const wrong = importsOf('widget/').filter(
      ({ to, isTypeOnly }) =>
        to === 'zod' || (to.startsWith('backend/') && !isTypeOnly && !zodFree.includes(to)),
    );
    expect(wrong.map(describeImport)).toEqual([]);
    expect(importsOf('backend/contract/').filter(({ from }) => zodFree.includes(from))).toEqual([]);
  });

  it('keeps the simulator an independent oracle: it imports nothing of the backend', () => {
    const wrong = importsOf('demo/simulator/').filter(({ to }) => to.startsWith('backend/'));
    expect(wrong.map(describeImport)).toEqual([]);
  });

  it('keeps the backend free of demo, widget and tests', () => {
    const wrong = importsOf('backend/').filter(({ to }) => /^(demo|widget|test)\//.test(to));
    expect(wrong.map(describeImport)).toEqual([]);
  });

  it('has no circles: what a file is built on is never built on it, not even by its types', () => {
    let open = imports.filter(({ to }) => sources.includes(to));
    let before = 0;
    // Whatever imports nothing that is left, or is imported by nothing that is left, is in no circle.
    while (open.length !== before) {
      before = open.length;
      const importing = new Set(open.map(({ from }) => from));
      const imported = new Set(open.map(({ to }) => to));
      open = open.filter(({ from, to }) => importing.has(to) && imported.has(from));
    }
    expect(open.map(describeImport)).toEqual([]);
  });
});
