import { createBackend } from '../../backend/backend.ts';
import { loadConfig } from '../../backend/config.ts';
import { runUntilSignal } from '../../backend/run-until-signal.ts';

/* The production server as it is; it only tells its address to the bench. */
const backend = await createBackend(loadConfig());
const { url } = await backend.start();
process.send?.({ url });
await runUntilSignal(() => backend.stop());
