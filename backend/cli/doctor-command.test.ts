import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SimulatorRig } from '../../demo/simulator/test-rig.ts';
import { AccessRig } from '../../test/support/access-rig.ts';
import { testDatabases } from '../../test/support/test-databases.ts';
import { doctorReportSchema } from '../contract/doctor.ts';
import { COMMAND_LINE } from '../features/operators/audit-log.ts';
import { openSecretBox } from '../secrets/open-secret-box.ts';
import { runCli } from './run-cli.ts';

describe.each(testDatabases)('chasqui doctor ($name)', ({ create }) => {
  let opened: Awaited<ReturnType<typeof create>>;
  let meta: SimulatorRig;
  let folder: string;
  beforeEach(async () => {
    [opened, meta] = await Promise.all([create(), SimulatorRig.start()]);
    folder = mkdtempSync(join(tmpdir(), 'chasqui-doctor-'));
  });
  afterEach(async () => {
    await meta.stop();
    await opened.discard();
    rmSync(folder, { recursive: true, force: true });
  });
  const connect = async () => {
    const key = { secretKey: undefined, secretKeyFile: join(folder, 'secret-key') };
    const secretBox = await openSecretBox(key, opened.database);
    const { phoneNumberId, businessAccountId, accessToken, appSecret } = meta.simulator.options;
    const rig = new AccessRig(opened.database, { secretBox });
    await rig.settings.save(
      { phoneNumberId, businessAccountId, accessToken, appSecret, apiVersion: 'v26.0' },
      COMMAND_LINE,
    );
    return rig;
  };
  const run = async (line: string, graphUrl = meta.simulator.url) => {
    const out: string[] = [];
    const err: string[] = [];
    const code = await runCli(line.split(' '), {
      print: (text) => out.push(text),
      printError: (text) => err.push(text),
      readPassword: async () => '',
      environment: {
        DATABASE_URL: opened.url,
        GRAPH_API_URL: graphUrl,
        SECRET_KEY_FILE: join(folder, 'secret-key'),
        WHATSAPP_WEBHOOK_URL: meta.sinkUrl,
      },
    });
    return { code, out: out.join('\n'), err: err.join('\n') };
  };

  it('prints what it found and ends with 0 when nothing is wrong', async () => {
    await connect();
    const { code, out, err } = await run('doctor');
    expect([code, err]).toEqual([0, '']);
    expect(out).toContain('✓ ok       Meta accepts the access token.\n');
    expect(out).toContain('? unknown  No signed webhook has come yet');
  });

  it('asks about every connected number, or about the named one', async () => {
    const rig = await connect();
    const { phoneNumberId, businessAccountId } = meta.simulator.options;
    const second = { phoneNumberId: '700500300100999', businessAccountId, apiVersion: 'v26.0' };
    await rig.settings.add(second, COMMAND_LINE);
    const { code, out } = await run('doctor');
    expect(code).toBe(1);
    const [, first, other] = out.split(/^Number /m);
    expect(first).toMatch(new RegExp(`^${phoneNumberId}\n`));
    expect(first).not.toContain('✗');
    expect(other).toContain('✗ problem');
    expect((await run(`doctor --number ${phoneNumberId}`)).code).toBe(0);
    expect((await run('doctor --number 700500300100111')).err).toContain('No WhatsApp number');
  });

  it('ends with 1 and tells the cure when there is a problem', async () => {
    await connect();
    meta.simulator.breakSetup(['foreign_number']);
    const { code, out, err } = await run('doctor');
    expect([code, err]).toEqual([1, '1 problem(s) were found.']);
    expect(out).toMatch(
      /✗ problem {2}The number \d+ is not in the account \d+\.\n {11}Copy both IDs.+\n {11}Settings, field phoneNumberId/,
    );
  });

  it('is read by programs with --json, and shows no secret', async () => {
    await connect();
    meta.simulator.breakSetup(['wrong_app_secret']);
    const { code, out } = await run('doctor --json');
    expect(code).toBe(1);
    const { checks } = doctorReportSchema.parse(JSON.parse(out));
    expect(checks.filter(({ status }) => status === 'problem')).toMatchObject([
      { id: 'app_secret' },
    ]);
    const { accessToken, appSecret } = meta.simulator.options;
    for (const secret of [accessToken, appSecret]) expect(out).not.toContain(secret);
  });

  it('ends with 0 when Meta is silent: that is no problem of the connection', async () => {
    await connect();
    expect(await run('doctor', 'http://127.0.0.1:1')).toMatchObject({
      code: 0,
      out: expect.stringMatching(/says nothing about the connection/),
    });
  });

  it('says so when no number is connected, and knows its usage', async () => {
    expect(await run('doctor')).toMatchObject({
      code: 1,
      err: 'No WhatsApp number is connected.',
    });
    expect((await run('doctor --help')).out).toMatch(/ends with 1/);
    expect((await run('doctor now')).code).toBe(2);
  });
});
