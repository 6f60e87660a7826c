import { DEFAULT_API_VERSION } from '../../../contract/protocol.ts';
import { ok, problem, unknown, unknownBecause, warning } from './check.ts';
import type { Check } from './check.ts';
import { links } from './links.ts';

const SKEW_NOTICED_MS = 60_000;
const SKEW_HARMFUL_MS = 5 * 60_000;
const END_NOTICE_MS = 90 * 86_400_000;

/** https://developers.facebook.com/docs/graph-api/changelog/versions */
const VERSION_ENDS: Record<string, string> = {
  'v20.0': '2026-09-24',
  'v21.0': '2027-01-21',
  'v22.0': '2027-05-20',
  'v23.0': '2027-10-08',
  'v24.0': '2028-02-18',
  'v25.0': '2028-07-29',
};

/** What the answers' headers tell of the calls themselves. */
export const callChecks: readonly Check[] = [
  {
    id: 'clock',
    examine({ skewMs, opening }) {
      if (skewMs === undefined) {
        return opening.kind === 'ok'
          ? unknown('Meta’s answer does not tell the time.')
          : unknownBecause(opening);
      }
      const distanceMs = Math.abs(skewMs);
      if (distanceMs < SKEW_NOTICED_MS) return ok('This server’s clock agrees with Meta’s.');
      const minutes = Math.round(distanceMs / 60_000);
      const side = skewMs > 0 ? 'slow' : 'fast';
      const finding = `This server’s clock is ${minutes} min ${side}, by Meta’s.`;
      const cure = {
        fix: 'Let the server set its clock by network time (NTP): the 24-hour window depends on it.',
      };
      return distanceMs < SKEW_HARMFUL_MS ? warning(finding, cure) : problem(finding, cure);
    },
  },
  {
    id: 'api_version',
    examine({ apiVersion, servedVersion, opening, nowMs }) {
      const cure = {
        fix: `Choose ${DEFAULT_API_VERSION} in Settings, the one this version of Chasqui was made for.`,
        link: links.settings('apiVersion'),
      };
      if (servedVersion === undefined) {
        return opening.kind === 'ok'
          ? unknown('Meta’s answer does not tell which API version served it.')
          : unknownBecause(opening);
      }
      if (servedVersion !== apiVersion) {
        return problem(
          `Meta does not serve API ${apiVersion} and takes ${servedVersion} instead.`,
          cure,
        );
      }
      const end = VERSION_ENDS[apiVersion];
      if (end !== undefined && Date.parse(end) - nowMs < END_NOTICE_MS) {
        return warning(`Meta ends API ${apiVersion} on ${end}.`, cure);
      }
      return ok(`Meta serves API ${apiVersion}.`);
    },
  },
];
