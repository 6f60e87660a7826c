import { asObject, asText, WebhookShapeError } from '../webhook-reader.ts';
import type { PreviewLabel } from '../../contract/preview-label.ts';
import type { MessageKindAdapter } from './message-kind.ts';

const MAX_NAME_LENGTH = 1_000;
const MAX_URL_LENGTH = 2_000;

export const locationKind: MessageKindAdapter<'location'> = {
  incomingTypes: ['location'],
  fromWebhook(message) {
    const location = asObject(message.location);
    const name = asText(location?.name, MAX_NAME_LENGTH);
    const address = asText(location?.address, MAX_NAME_LENGTH);
    const url = asText(location?.url, MAX_URL_LENGTH);
    return {
      kind: 'location',
      latitude: readDegrees(location?.latitude, 'latitude', 90),
      longitude: readDegrees(location?.longitude, 'longitude', 180),
      ...(name === undefined ? {} : { name }),
      ...(address === undefined ? {} : { address }),
      ...(url !== undefined && /^https?:\/\//i.test(url) ? { url } : {}),
    };
  },
  toGraph: ({ latitude, longitude, name, address }) => ({
    type: 'location',
    location: {
      // Meta's description says strings, of which its own examples are numbers.
      latitude: String(latitude),
      longitude: String(longitude),
      ...(name === undefined ? {} : { name }),
      ...(address === undefined ? {} : { address }),
    },
  }),
  type: () => 'location',
  text: ({ name, address }) => joinOrNull([name, address]),
  preview: ({ name, address }) => name ?? address ?? ('Location' satisfies PreviewLabel),
};

/** Meta prints numbers; numbers in quotes have been seen and mean the same. */
function readDegrees(value: unknown, field: string, limit: number): number {
  const degrees = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  if (typeof degrees !== 'number' || !(Math.abs(degrees) <= limit)) {
    throw new WebhookShapeError(`location.${field} is no number of degrees`);
  }
  return degrees;
}

function joinOrNull(parts: readonly (string | undefined)[]): string | null {
  const known = parts.filter((part) => part !== undefined);
  return known.length > 0 ? known.join('\n') : null;
}
