import { randomInt } from 'node:crypto';
import { mkdirSync, mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Request } from 'express';
import { GraphError } from './graph-error.ts';
import { receiveForm } from './multipart-file.ts';
import type { ReceivedForm } from './multipart-file.ts';
import type { SimulatorOptions } from './options.ts';
import type { SimulatorState } from './simulator-state.ts';

const MB = 1_024 * 1_024;
const OFFICE = 'application/vnd.openxmlformats-officedocument.';
const LIFE_MS = 30 * 24 * 3_600_000;

/**
 * What Meta takes, by type: how large, and how the bytes begin. A `type` that the bytes deny is
 * refused like one that is not in the list.
 * https://developers.facebook.com/docs/whatsapp/cloud-api/reference/media#supported-media-types
 */
const TYPES: Record<string, { kind: string; maxBytes: number; starts?: RegExp }> = {
  'image/jpeg': { kind: 'image', maxBytes: 5 * MB, starts: /^\xff\xd8\xff/ },
  'image/png': { kind: 'image', maxBytes: 5 * MB, starts: /^\x89PNG/ },
  'image/webp': { kind: 'sticker', maxBytes: 500 * 1_024, starts: /^RIFF.{4}WEBP/s },
  'video/mp4': { kind: 'video', maxBytes: 16 * MB, starts: /^.{4}ftyp/s },
  'video/3gpp': { kind: 'video', maxBytes: 16 * MB, starts: /^.{4}ftyp3g/s },
  'audio/aac': { kind: 'audio', maxBytes: 16 * MB, starts: /^\xff[\xf1\xf9]/ },
  'audio/amr': { kind: 'audio', maxBytes: 16 * MB, starts: /^#!AMR/ },
  'audio/mpeg': { kind: 'audio', maxBytes: 16 * MB, starts: /^(ID3|\xff)/ },
  'audio/mp4': { kind: 'audio', maxBytes: 16 * MB, starts: /^.{4}ftyp/s },
  'audio/ogg': { kind: 'audio', maxBytes: 16 * MB, starts: /^OggS.{24}OpusHead/s },
  'text/plain': { kind: 'document', maxBytes: 100 * MB },
  'application/pdf': { kind: 'document', maxBytes: 100 * MB, starts: /^%PDF/ },
  'application/msword': { kind: 'document', maxBytes: 100 * MB },
  'application/vnd.ms-excel': { kind: 'document', maxBytes: 100 * MB },
  'application/vnd.ms-powerpoint': { kind: 'document', maxBytes: 100 * MB },
  [`${OFFICE}wordprocessingml.document`]: { kind: 'document', maxBytes: 100 * MB, starts: /^PK/ },
  [`${OFFICE}spreadsheetml.sheet`]: { kind: 'document', maxBytes: 100 * MB, starts: /^PK/ },
  [`${OFFICE}presentationml.presentation`]: { kind: 'document', maxBytes: 100 * MB, starts: /^PK/ },
};

/** `POST /{phone-number-id}/media`: the business's files, on disk beside the journal. */
export class BusinessFiles {
  readonly #state: SimulatorState;
  readonly #folder: string;
  /** Without a journal nothing outlives this process. */
  readonly #isTemporary: boolean;

  constructor({ stateFile }: Required<SimulatorOptions>, state: SimulatorState) {
    this.#state = state;
    this.#isTemporary = stateFile === '';
    this.#folder = this.#isTemporary
      ? mkdtempSync(join(tmpdir(), 'chasqui-simulator-'))
      : `${stateFile}.files`;
    mkdirSync(this.#folder, { recursive: true });
  }

  /** Takes a file; throws as Meta answers. */
  async receive(request: Request): Promise<{ id: string }> {
    const id = `82${randomInt(10 ** 12, 10 ** 13)}`;
    const path = this.pathOf(id);
    const form = await receiveForm(request, request.get('content-type') ?? '', path);
    try {
      const file = checkForm(form);
      const { sizeBytes, sha256, type: mimeType } = file;
      const uploadedAtMs = Date.now();
      this.#state.record({
        type: 'file_uploaded',
        file: { id, mimeType, sizeBytes, sha256, uploadedAtMs },
      });
      return { id };
    } catch (error) {
      await rm(path, { force: true });
      throw error;
    }
  }

  /** Throws for an id that no upload has, has any more, or that is of another kind. */
  checkReference(kind: string, content: unknown): void {
    const { id, voice } = content as { id?: string; voice?: boolean };
    if (id === undefined) return;
    const file = this.#state.businessFiles.get(id);
    if (!file || Date.now() > file.uploadedAtMs + LIFE_MS) {
      throw new GraphError(100, {
        details: `Param ${kind}['id'] is not a valid whatsapp business account media attachment ID`,
      });
    }
    if (TYPES[file.mimeType]?.kind !== kind) {
      throw new GraphError(131053, { details: `A file of ${file.mimeType} is no ${kind}.` });
    }
    if (voice === true && file.mimeType !== 'audio/ogg') {
      throw new GraphError(131053, { details: 'A voice message must be audio/ogg with Opus.' });
    }
  }

  pathOf(id: string): string {
    if (!/^\d+$/.test(id)) throw new Error('This is no id of a file.');
    return join(this.#folder, id);
  }

  async close(): Promise<void> {
    if (this.#isTemporary) await rm(this.#folder, { recursive: true, force: true });
  }
}

function checkForm({ fields, file }: ReceivedForm): NonNullable<ReceivedForm['file']> {
  if (fields.messaging_product !== 'whatsapp') {
    throw new GraphError(100, { message: '(#100) The parameter messaging_product is required.' });
  }
  if (!file) throw new GraphError(100, { message: '(#100) The parameter file is required.' });
  const known = TYPES[file.type];
  if (!known || (fields.type !== undefined && fields.type !== file.type)) {
    throw new GraphError(131053, {
      details:
        `Param file must be a file with one of the following types: ${Object.keys(TYPES).join(', ')}. ` +
        `Received file of type '${file.type}'.`,
    });
  }
  if (known.starts && !known.starts.test(file.head.toString('latin1'))) {
    throw new GraphError(131053, { details: `The file is not of type ${file.type}.` });
  }
  if (file.sizeBytes === 0 || file.sizeBytes > known.maxBytes) {
    throw new GraphError(131053, {
      details: `The size of the file is ${file.sizeBytes}, the most is ${known.maxBytes} bytes.`,
    });
  }
  return file;
}
