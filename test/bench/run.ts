import { benchDelivery } from './delivery.ts';
import { benchIngest } from './ingest.ts';
import { benchPhoto } from './photo.ts';
import { benchUpload } from './upload.ts';

/** Every benchmark by its name: `npm run bench <name>`. Each prints ratios of sides measured in one run. */
const BENCHMARKS: Record<string, () => Promise<void>> = {
  ingest: benchIngest,
  delivery: benchDelivery,
  photo: benchPhoto,
  upload: benchUpload,
};

const name = process.argv[2] ?? '';
const benchmark = BENCHMARKS[name];
if (!benchmark) {
  console.error(
    `Usage: npm run bench <name>, where <name> is one of: ${Object.keys(BENCHMARKS).join(', ')}`,
  );
  process.exit(2);
}
await benchmark();
