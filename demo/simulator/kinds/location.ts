import { optionalText, rejectUnknownKeys, requireObject } from '../field-checks.ts';
import { GraphError } from '../graph-error.ts';
import type { MessageKind } from './message-kind.ts';

const MAX_TEXT_CHARACTERS = 1_000;

/** `{latitude,longitude,name?,address?}`; degrees as numbers, or in quotes as Meta's examples have them. */
export const locationKind: MessageKind = {
  type: 'location',
  validate(content) {
    const location = requireObject(content, 'location');
    rejectUnknownKeys(location, ['latitude', 'longitude', 'name', 'address'], 'location');
    checkDegrees(location.latitude, "location['latitude']", 90);
    checkDegrees(location.longitude, "location['longitude']", 180);
    optionalText(location.name, "location['name']", MAX_TEXT_CHARACTERS);
    optionalText(location.address, "location['address']", MAX_TEXT_CHARACTERS);
  },
};

function checkDegrees(value: unknown, name: string, limit: number): void {
  if (value === undefined || value === null || value === '') {
    throw new GraphError(131008, { details: `Parameter '${name}' is mandatory.` });
  }
  const degrees = Number(value);
  if (!Number.isFinite(degrees) || Math.abs(degrees) > limit) {
    throw new GraphError(131009, { details: `Param ${name} is not a number of degrees.` });
  }
}
