import { PassThrough, Readable } from 'node:stream';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AccessRig, GOOD_PASSWORD } from '../../test/support/access-rig.ts';
import { testDatabases } from '../../test/support/test-databases.ts';
import { COMMAND_LINE } from '../features/operators/audit-log.ts';
import { openSecretBox } from '../secrets/open-secret-box.ts';
import { readPassword } from './read-password.ts';
import { runCli } from './run-cli.ts';

const NEW_PASSWORD = 'nine lamps for a violet otter';

describe.each(testDatabases)('the command line ($name)', ({ create }) => {
  let opened: Awaited<ReturnType<typeof create>>;
  let rig: AccessRig;
  beforeEach(async () => {
    opened = await create();
    rig = new AccessRig(opened.database);
  });
  afterEach(() => opened.discard());

  const run = async (line: string, password = GOOD_PASSWORD) => {
    const out: string[] = [];
    const err: string[] = [];
    const code = await runCli(line.split(' '), {
      print: (text) => out.push(text),
      printError: (text) => err.push(text),
      readPassword: async () => password,
      environment: { DATABASE_URL: opened.url },
    });
    return { code, out: out.join('\n'), err: err.join('\n') };
  };
  const login = (password: string) => rig.sessions.login('ada@example.com', password, '127.0.0.1');

  it('adds, lists, disables and enables operators', async () => {
    expect(await run('operators add Ada@Example.com --name Ada')).toMatchObject({
      code: 0,
      out: 'ada@example.com may sign in as operator.',
    });
    await run('operators add root@example.com --name Root --admin');
    const session = await login(GOOD_PASSWORD);
    expect((await run('operators disable ada@example.com')).code).toBe(0);
    expect(await rig.tokens.findPrincipal(session.access_token)).toBeUndefined();
    expect((await run('operators list')).out.split('\n')).toEqual([
      'EMAIL             NAME  ROLE      STATE',
      'ada@example.com   Ada   operator  disabled',
      'root@example.com  Root  admin     active',
    ]);
    await run('operators enable ada@example.com');
    await expect(login(GOOD_PASSWORD)).resolves.toBeDefined();
  });

  it('sets a password', async () => {
    await run('operators add ada@example.com --name Ada');
    expect((await run('operators set-password ada@example.com', NEW_PASSWORD)).code).toBe(0);
    await expect(login(NEW_PASSWORD)).resolves.toBeDefined();
    await expect(login(GOOD_PASSWORD)).rejects.toMatchObject({ code: 'wrong_credentials' });
  });

  it('says in a sentence what is wrong, and changes nothing', async () => {
    await run('operators add ada@example.com --name Ada --admin');
    for (const [line, words] of [
      ['operators add ada@example.com --name Ada', /exists already/],
      ['operators add nonsense --name Ada', /email: Enter an email address/],
      ['operators disable ada@example.com', /last active admin/],
      ['operators disable bob@example.com', /There is no operator bob@example.com/],
      ['keys revoke ak_none', /There is no such API key/],
    ] as const) {
      expect(await run(line)).toMatchObject({ code: 1, err: expect.stringMatching(words) });
    }
    expect((await run('operators set-password ada@example.com', 'short')).err).toContain(
      'at least 12 characters',
    );
    expect((await run('operators set-password ada@example.com', 'password1234')).code).toBe(1);
    await expect(login(GOOD_PASSWORD)).resolves.toBeDefined();
  });

  it.each([
    'nonsense',
    'operators nonsense x',
    'operators add',
    'operators add ada@example.com',
    'operators list --loud',
    'operators list more',
    'keys create',
    'migrate down',
    'migrate sideways',
    'secrets forget',
    'webhooks find',
    'webhooks show',
    'webhooks replay',
    'webhooks replay 1 --failed',
    'webhooks list --loud',
    'operators',
  ])('shows how it is used after «%s»', async (line) => {
    const { code, out, err } = await run(line);
    expect(code).toBe(2);
    expect(out + err).toContain('chasqui');
  });

  it('has help for everything', async () => {
    expect(await run('--help')).toMatchObject({
      code: 0,
      out: expect.stringContaining('operators'),
    });
    for (const group of ['operators', 'keys', 'webhooks', 'migrate', 'secrets']) {
      const { code, out } = await run(`${group} --help`);
      expect(code).toBe(0);
      expect(out).toContain(`chasqui ${group} `);
    }
  });

  it('creates, lists and revokes keys that work', async () => {
    const { out } = await run('keys create shop --admin');
    const [id = '', key = ''] = [/^ak_\w+/.exec(out)?.[0], out.split('\n')[1]];
    expect(await rig.tokens.findPrincipal(key)).toMatchObject({ name: 'shop', role: 'admin' });
    const listed = await run('keys list');
    expect(listed.out).toContain(`…${key.slice(-4)}`);
    expect(listed.out).not.toContain(key);
    await run(`keys revoke ${id}`);
    expect(await rig.tokens.findPrincipal(key)).toBeUndefined();
  });

  it('migrates up and down, and refuses to work on another version', async () => {
    expect((await run('migrate status')).out).toMatch(/^done +2026/);
    expect((await run('migrate down --delete-data')).out).toMatch(/^missing +2026/);
    expect(await run('operators list')).toMatchObject({
      code: 1,
      err: expect.stringContaining('npx chasqui migrate up'),
    });
    expect((await run('migrate up')).out).not.toContain('missing');
    expect((await run('operators list')).code).toBe(0);
  });

  it('lets the server start again after the secret key was lost', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'chasqui-cli-'));
    const config = { secretKey: undefined, secretKeyFile: join(folder, 'secret.key') };
    try {
      const secretBox = await openSecretBox(config, opened.database);
      const before = new AccessRig(opened.database, { secretBox });
      const form = {
        phoneNumberId: '700500300100200',
        businessAccountId: '900100200300400',
        accessToken: 'EAAtoken',
        apiVersion: 'v26.0',
      };
      await before.settings.save(form, COMMAND_LINE);
      rmSync(config.secretKeyFile);
      await expect(openSecretBox(config, opened.database)).rejects.toThrow(/secrets forget/);
      expect((await run('secrets forget --lost-key')).code).toBe(0);
      const after = new AccessRig(opened.database, {
        secretBox: await openSecretBox(config, opened.database),
      });
      expect(await after.connections.list()).toEqual([]);
      expect(await after.settings.getSettings()).toMatchObject({
        phoneNumberId: form.phoneNumberId,
        accessToken: { isSet: false },
        status: { light: 'disconnected', reason: expect.stringContaining('Enter the credentials') },
      });
      await after.settings.save(form, COMMAND_LINE);
      expect((await after.connections.list())[0]?.accessToken).toBe('EAAtoken');
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});

describe('the command line’s configuration and password', () => {
  it('names every fault of the configuration', async () => {
    const err: string[] = [];
    const code = await runCli(['operators', 'list'], {
      print: () => undefined,
      printError: (text) => err.push(text),
      readPassword: async () => '',
      environment: { PORT: 'x', DATABASE_URL: 'mysql://' },
    });
    expect(code).toBe(1);
    expect(err.join()).toMatch(/PORT.*DATABASE_URL|DATABASE_URL.*PORT/s);
  });

  it('takes the first line of a pipe', async () => {
    const input = Readable.from([Buffer.from('violet otter\nmore\n')]);
    expect(await readPassword(input, { write: () => undefined })).toBe('violet otter');
    await expect(readPassword(Readable.from([]), { write: () => undefined })).rejects.toThrow(
      /no password/,
    );
  });

  it('shows nothing of what is typed at a terminal, and knows backspace', async () => {
    const rawModes: boolean[] = [];
    const input = Object.assign(new PassThrough(), {
      isTTY: true,
      setRawMode: (isRaw: boolean) => rawModes.push(isRaw),
    });
    let shown = '';
    const reading = readPassword(input, { write: (text) => (shown += text) });
    input.write('violetX\u007f otter\r');
    expect(await reading).toBe('violet otter');
    expect(shown).toBe('Password: \n');
    expect(rawModes).toEqual([true, false]);
  });
});
