import { createBackend } from './backend.ts';
import { ConfigError, loadConfig } from './config.ts';
import { runUntilSignal } from './run-until-signal.ts';

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

runUntilSignal(start).catch((error: unknown) => {
  console.error(error instanceof ConfigError ? error.message : error);
  process.exit(1);
});
