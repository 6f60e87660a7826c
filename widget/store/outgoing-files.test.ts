import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { Media } from '../../backend/contract/media.ts';
import type { ApiClient } from '../api/api-client.ts';
import { ApiError } from '../api/api-error.ts';
import type { InboxState, OutgoingFile } from './inbox-state.ts';
import { createInboxState } from './inbox-state.ts';
import { OutgoingFiles } from './outgoing-files.ts';
import type { PrepareFile } from './outgoing-files.ts';

type Upload = Parameters<ApiClient['uploadMedia']>[1];

const PHOTO = new File(['a photo'], 'Shelf.heic', { type: 'image/heic' });
const CONVERTED = new File(['a converted photo'], 'Shelf.jpg', { type: 'image/jpeg' });
const media = (id: string): Media => ({ id, state: 'ready', mime_type: 'image/jpeg' });

describe('files on their way to the server', () => {
  let state: InboxState;
  let pictures: number;
  let uploads: (Upload & {
    file: File;
    succeed: (media: Media) => void;
    fail: (error: unknown) => void;
  })[];
  let adopted: Map<string, { url: string; file: Blob }>;
  let prepare: PrepareFile;
  let files: OutgoingFiles;

  beforeEach(() => {
    state = createInboxState();
    pictures = 0;
    uploads = [];
    adopted = new Map();
    prepare = async () => ({ file: CONVERTED, kind: 'image' });
    files = new OutgoingFiles({
      api: {
        uploadMedia: (file, options) =>
          new Promise((succeed, fail) => {
            uploads.push({ file, ...options, succeed, fail });
            options.signal.addEventListener('abort', () => fail(options.signal.reason));
          }),
      },
      links: { adopt: (id, url, file) => adopted.set(id, { url, file }) },
      getState: () => state,
      setFiles: (next) => {
        pictures += 1;
        state = { ...state, files: next };
      },
      prepare: (file) => prepare(file),
    });
  });

  const fileOf = (id: string): OutgoingFile | undefined => state.files.get(id);
  const untilUploading = (count = 1) => vi.waitFor(() => expect(uploads).toHaveLength(count));
  const attach = () => files.attach('ct_maya', [PHOTO])[0] ?? '';

  it('are prepared and uploaded as soon as they are attached, and shown meanwhile', async () => {
    const id = attach();
    expect(fileOf(id)).toMatchObject({
      ...{ contactId: 'ct_maya', step: 'preparing', name: 'Shelf.heic', isAttached: true },
    });
    await untilUploading();
    expect(uploads[0]).toMatchObject({ file: CONVERTED, kind: 'image' });
    expect(fileOf(id)).toMatchObject({
      ...{ step: 'uploading', name: 'Shelf.jpg', mimeType: 'image/jpeg', kind: 'image' },
      ...{ sizeBytes: CONVERTED.size, url: expect.stringMatching(/^blob:/) as string },
    });
    uploads[0]?.succeed(media('md_1'));
    expect(await files.whenUploaded(id)).toEqual(media('md_1'));
    expect(fileOf(id)).toMatchObject({ step: 'uploaded', progress: 1, mediaId: 'md_1' });
    // What the message will show is the very file, under the server's id as well.
    expect(adopted.get('md_1')).toEqual({ url: fileOf(id)?.url, file: CONVERTED });
  });

  it('tell their progress in steps that can be seen', async () => {
    const id = attach();
    await untilUploading();
    const before = pictures;
    for (let percent = 0; percent < 1_000; percent += 1) uploads[0]?.onProgress(percent / 1_000);
    expect(pictures - before).toBeLessThanOrEqual(50);
    uploads[0]?.onProgress(1);
    expect(fileOf(id)?.progress).toBe(1);
  });

  it('are refused in words where they cannot be sent, and are not uploaded', async () => {
    prepare = async () => {
      throw new ApiError(415, 'unsupported_media_type', 'Export it as JPEG first.');
    };
    const id = attach();
    await vi.waitFor(() => expect(fileOf(id)?.step).toBe('refused'));
    expect(fileOf(id)?.reason).toBe('Export it as JPEG first.');
    expect(uploads).toEqual([]);
  });

  it('wait where no answer came, and go again for whoever waits for them', async () => {
    const id = attach();
    await untilUploading();
    uploads[0]?.fail(new ApiError(0, 'unreachable', 'No connection.'));
    await vi.waitFor(() => expect(fileOf(id)).toMatchObject({ step: 'waiting' }));
    const uploaded = files.whenUploaded(id);
    await untilUploading(2);
    // It is prepared already.
    expect(uploads[1]).toMatchObject({ file: CONVERTED });
    uploads[1]?.succeed(media('md_2'));
    expect(await uploaded).toEqual(media('md_2'));
  });

  it('stay refused where the server refuses them', async () => {
    const id = attach();
    await untilUploading();
    uploads[0]?.fail(new ApiError(413, 'payload_too_large', 'At most 5 MB.'));
    await expect(files.whenUploaded(id)).rejects.toThrow('At most 5 MB.');
    expect(fileOf(id)).toMatchObject({ step: 'refused', reason: 'At most 5 MB.' });
  });

  it('are broken off when they are taken away, and nothing of them is left', async () => {
    const [first = '', second = ''] = files.attach('ct_maya', [PHOTO, PHOTO]);
    await untilUploading(2);
    files.drop(first);
    expect([uploads[0]?.signal.aborted, uploads[1]?.signal.aborted]).toEqual([true, false]);
    expect([...state.files.keys()]).toEqual([second]);
    await expect(files.whenUploaded(first)).rejects.toThrow('taken away');
    expect([...state.files.keys()]).toEqual([second]);
  });

  it('are not uploaded when they are taken away while they are prepared', async () => {
    let finish: (() => void) | undefined;
    prepare = () =>
      new Promise((resolve) => (finish = () => resolve({ file: CONVERTED, kind: 'image' })));
    const id = attach();
    const uploaded = files.whenUploaded(id);
    files.drop(id);
    finish?.();
    await expect(uploaded).rejects.toThrow('taken away');
    expect(uploads).toEqual([]);
    expect(adopted.size).toBe(0);
  });

  it('end with the session', async () => {
    attach();
    await untilUploading();
    files.forget();
    expect(uploads[0]?.signal.aborted).toBe(true);
    expect(state.files.size).toBe(0);
  });

  it('go as they are where they are voice messages, which are on no list', async () => {
    prepare = () => Promise.reject(new Error('A voice message is not prepared.'));
    const voice = new File(['sound'], 'voice.ogg', { type: 'audio/ogg' });
    const id = files.addVoice('ct_maya', voice, 4);
    await untilUploading();
    expect(uploads[0]).toMatchObject({ file: voice, kind: 'audio' });
    expect(fileOf(id)).toMatchObject({ voice: true, seconds: 4, isAttached: false });
  });

  it('keep their caption, and leave the tray when a message takes them', () => {
    const id = attach();
    files.setCaption(id, 'A dent');
    files.detach(id);
    expect(fileOf(id)).toMatchObject({ caption: 'A dent', isAttached: false });
    files.setCaption('file_unknown', 'nothing happens');
    expect(state.files.size).toBe(1);
  });
});
