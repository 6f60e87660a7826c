import { createBackend } from './backend.ts';
import { ConfigError, loadConfig } from './config.ts';
import { DatabaseRefusal } from './database/database-refusal.ts';
import { runUntilSignal } from './run-until-signal.ts';
import { SecretKeyError } from './secrets/secret-key.ts';

/** The production server: load the configuration, start, stop on SIGTERM or SIGINT. */
async function start(): Promise<() => Promise<void>> {
  const backend = await createBackend(loadConfig());
  const { url, setupToken } = await backend.start();
  console.log(`Chasqui listens on ${url}`);
  if (setupToken) {
    console.log(
      `There is no admin yet. Open the widget and claim it with this setup token, valid for 1 hour:\n\n  ${setupToken}\n`,
    );
  }
  return () => backend.stop();
}

/** Errors whose sentence says what to do: a stack would only hide it. */
function isForTheReader(error: unknown): error is Error {
  return (
    error instanceof ConfigError ||
    error instanceof SecretKeyError ||
    error instanceof DatabaseRefusal ||
    (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE')
  );
}

runUntilSignal(start).catch((error: unknown) => {
  console.error(isForTheReader(error) ? error.message : error);
  process.exit(1);
});
