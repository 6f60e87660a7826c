import { runUntilSignal } from '../backend/run-until-signal.ts';
import { startDemo } from './demo.ts';
import type { Demo } from './demo.ts';
import { DEMO_ADMIN, DEMO_OPERATOR } from './seed.ts';

const SIGN_IN = `sign in at the launcher in its corner:
       admin     ${DEMO_ADMIN.email}     password: ${DEMO_ADMIN.password}
       operator  ${DEMO_OPERATOR.email}  password: ${DEMO_OPERATOR.password}`;

/** What Meta's pages would show to whoever sets the number up. */
function describeFirstRun({ simulator, setupToken }: Demo): string {
  const { phoneNumberId, businessAccountId, accessToken, appSecret } = simulator.options;
  return `make the first admin at the launcher in its corner, then connect the number:
       setup token                    ${setupToken ?? '(used already)'}
     The simulated Meta has these:
       phone number ID                ${phoneNumberId}
       WhatsApp Business Account ID   ${businessAccountId}
       permanent access token         ${accessToken}
       app secret                     ${appSecret}`;
}

/** `npm run demo`: starts everything and says what to open. */
async function start(): Promise<() => Promise<void>> {
  const demo = await startDemo({
    port: Number(process.env.PORT ?? 3_000),
    simulatorPort: Number(process.env.SIMULATOR_PORT ?? 3_001),
    dataDir: process.env.DATA_DIR ?? 'data/demo',
    databaseUrl: process.env.DATABASE_URL,
    logLevel: process.env.LOG_LEVEL,
    isFirstRun: Boolean(process.env.FIRST_RUN),
    openApiFile: process.env.WHATSAPP_OPENAPI,
  });
  console.log(`
Chasqui's demo is running. No message leaves this machine.

  1. Open the dashboard          ${demo.url}/
     and ${process.env.FIRST_RUN ? describeFirstRun(demo) : SIGN_IN}
  2. Open the customer's phone   ${demo.simulator.phoneUrl}
     and write "Hello".

  The API: ${demo.url}/docs      Stop with Ctrl+C; what was said stays in data/demo.
`);
  return () => demo.stop();
}

runUntilSignal(start).catch((error: unknown) => {
  const isPortTaken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
  console.error(
    isPortTaken ? `${error.message}. Stop what runs there, or set PORT and SIMULATOR_PORT.` : error,
  );
  process.exit(1);
});
