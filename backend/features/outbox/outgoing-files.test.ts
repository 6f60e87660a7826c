import { Readable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { FileKind } from '../../contract/media-limits.ts';
import type { SendMessageRequest } from '../../contract/send.ts';
import { GRAPH_TEMPLATES } from '../../../test/fixtures/messages/templates.ts';
import { makeFile } from '../../../test/fixtures/sample-files.ts';
import { startFakeGraph } from '../../../test/support/fake-graph.ts';
import type { FakeGraph, GraphReply } from '../../../test/support/fake-graph.ts';
import { ADA, SendingRig, until } from '../../../test/support/sending-rig.ts';
import { testDatabases } from '../../../test/support/test-databases.ts';

const ANN = '+15550100101';

describe.each(testDatabases)('files on their way out ($name)', ({ create }) => {
  let opened: Awaited<ReturnType<typeof create>>;
  let graph: FakeGraph;
  let rig: SendingRig;
  beforeEach(async () => {
    opened = await create();
    graph = await startFakeGraph();
    rig = new SendingRig(opened.database, graph.url);
    await rig.storage.prepare();
  });
  afterEach(async () => {
    await rig.stop();
    await graph.close();
    await opened.discard();
  });

  const upload = async (bytes: Buffer, kind: FileKind = 'image', fileName?: string) => {
    const given = { kind, fileName, told: 'application/octet-stream' };
    return (await rig.uploads.receive(Readable.from([bytes]), given)).id;
  };
  const send = (request: object) => rig.sending.send(request as SendMessageRequest, ADA);
  const sendPhoto = (id: string, rest: object = {}) =>
    send({ to: ANN, type: 'image', image: { id, caption: 'A dent' }, ...rest });
  const uploads = () => graph.requests.filter(({ path }) => path.endsWith('/media'));
  const sends = () => graph.requests.filter(({ path }) => path.endsWith('/messages'));
  const answerUploads = (...replies: GraphReply[]) => {
    graph.script = ({ path }) =>
      path.endsWith('/media') ? (replies.shift() ?? 'accept') : 'accept';
  };

  it('go to Meta first, byte for byte, and then the message names Meta’s copy', async () => {
    const photo = makeFile('jpeg', 300_000);
    rig.worker.start();
    const message = await sendPhoto(await upload(photo, 'image', 'Dent "two".jpg'));
    expect(message).toMatchObject({
      status: 'queued',
      content: { kind: 'image', caption: 'A dent', media: { state: 'ready', size_bytes: 300_000 } },
    });
    await rig.untilStatus(message.id, 'sent');
    expect(uploads()).toHaveLength(1);
    expect(uploads()[0]?.body).toMatchObject({
      messaging_product: 'whatsapp',
      type: 'image/jpeg',
      file: { name: 'Dent _two_.jpg', type: 'image/jpeg', bytes: photo },
    });
    expect(sends()[0]?.body).toMatchObject({
      type: 'image',
      image: { id: 'copy_1', caption: 'A dent' },
    });
  });

  it('go to Meta before a template whose headers name them, each of them once', async () => {
    graph.script = ({ path }) =>
      path.includes('/message_templates')
        ? { json: { data: [GRAPH_TEMPLATES.carousel] } }
        : 'accept';
    await rig.templates.syncNow();
    rig.worker.start();
    const id = await upload(makeFile('jpeg'));
    const card = { header: { image: { id } }, body: ['39'], buttons: { 0: 'blue' } };
    const { name, language } = GRAPH_TEMPLATES.carousel;
    const variables = { body: ['Nadia'], cards: [card, card] };
    const message = await send({
      ...{ to: ANN, type: 'template', template: { name, language, variables } },
    });
    await rig.untilStatus(message.id, 'sent');
    expect(uploads()).toHaveLength(1);
    const image = { type: 'image', image: { id: 'copy_1' } };
    const header = { type: 'header', parameters: [image] };
    expect(sends()[0]?.body).toMatchObject({
      template: {
        components: expect.arrayContaining([
          {
            type: 'carousel',
            cards: [0, 1].map((card_index) => ({
              card_index,
              components: expect.arrayContaining([header]),
            })),
          },
        ]),
      },
    });
    await expect(
      send({
        ...{ to: ANN, type: 'template' },
        template: {
          ...{ name, language },
          variables: {
            ...variables,
            cards: [card, { ...card, header: { image: { id: 'md_x' } } }],
          },
        },
      }),
    ).rejects.toMatchObject({ code: 'validation_failed' });
  });

  it('go to Meta once for many messages, and again for another number', async () => {
    rig.worker.start();
    const id = await upload(makeFile('jpeg'));
    await rig.untilStatus((await sendPhoto(id)).id, 'sent');
    await rig.untilStatus((await sendPhoto(id)).id, 'sent');
    expect(uploads()).toHaveLength(1);
    const [connection] = rig.connections.connections;
    rig.connections.connections = [{ ...connection!, phoneNumberId: '700500300100299' }];
    await rig.untilStatus((await sendPhoto(id)).id, 'sent');
    expect(uploads().map(({ path }) => path)).toEqual([
      expect.stringContaining('/700500300100200/'),
      expect.stringContaining('/700500300100299/'),
    ]);
  });

  it('are given once more when no answer came, and the message is sent once', async () => {
    answerUploads('accept_then_drop');
    rig.worker.start();
    const { id } = await sendPhoto(await upload(makeFile('jpeg')));
    await until(async () => (await rig.getRow(id)).attempts === 1);
    expect(await rig.getMessage(id)).toMatchObject({ status: 'queued' });
    await rig.untilStatus(id, 'sent');
    expect(uploads()).toHaveLength(2);
    expect(sends()).toHaveLength(1);
  });

  it('fail the message in words when Meta refuses them, and nothing else leaves', async () => {
    answerUploads({ error: 131053, title: 'Media upload error' });
    rig.worker.start();
    const { id } = await sendPhoto(await upload(makeFile('jpeg')));
    expect((await rig.untilStatus(id, 'failed')).error).toMatchObject({ code: 131053 });
    expect(sends()).toHaveLength(0);
    // A person tries again: with a new copy.
    await rig.sending.retry(id);
    await rig.untilStatus(id, 'sent');
  });

  it('stop the number when the token is not good any more, and lose nothing', async () => {
    answerUploads({ error: 190, status: 401 });
    rig.worker.start();
    const { id } = await sendPhoto(await upload(makeFile('jpeg')));
    await until(() => rig.connections.troubles.length > 0);
    expect(await rig.getRow(id)).toMatchObject({ state: 'queued', attempts: 0 });
  });

  it('keep their place before what was written after them', async () => {
    rig.worker.start();
    graph.script = ({ path }) => (path.endsWith('/media') ? { acceptAfterMs: 300 } : 'accept');
    await sendPhoto(await upload(makeFile('jpeg')));
    await rig.untilStatus(await rig.send(ANN, 'See the photo'), 'sent');
    expect(sends().map(({ body }) => body.type)).toEqual(['image', 'text']);
  });

  it('go again, elsewhere, when the server stops in the middle of one', async () => {
    graph.script = () => ({ acceptAfterMs: 60_000 });
    rig.worker.start();
    const { id } = await sendPhoto(await upload(makeFile('jpeg')));
    await until(() => uploads().length === 1);
    await rig.worker.stop();
    expect(await rig.getRow(id)).toMatchObject({ state: 'queued', attempts: 0 });
    graph.script = () => 'accept';
    const next = new SendingRig(opened.database, graph.url, { folder: rig.folder });
    next.worker.start();
    await next.untilStatus(id, 'sent');
    await next.stop();
  });

  it('are not sent as what they are not', async () => {
    const photo = await upload(makeFile('jpeg'));
    const sound = await upload(makeFile('mp4'), 'audio');
    const refused = (request: object) => expect(send({ to: ANN, ...request })).rejects;
    await refused({ type: 'document', document: { id: photo } }).toThrow(/cannot be sent as/);
    await refused({ type: 'audio', audio: { id: sound, voice: true } }).toThrow(/OGG with Opus/);
    await refused({ type: 'image', image: { id: 'md_unknown' } }).toThrow(/no upload/);
  });

  it('make one message of one click', async () => {
    const id = await upload(makeFile('pdf'), 'document', 'Old name.pdf');
    const document = { id, caption: 'Print it', filename: 'Label.pdf' };
    const request = { to: ANN, type: 'document', document, client_message_id: 'one' };
    const first = await send(request);
    expect(await send(request)).toMatchObject({ id: first.id });
    expect(first.content).toMatchObject({ media: { file_name: 'Label.pdf' } });
    await expect(send({ ...request, document: { id } })).rejects.toThrow(/another message/);
  });

  it('go as a link, untouched, where that is all there is', async () => {
    rig.worker.start();
    const video = { link: 'https://files.example/film.mp4' };
    const { id } = await send({ to: ANN, type: 'video', video });
    await rig.untilStatus(id, 'sent');
    expect(uploads()).toHaveLength(0);
    expect(sends()[0]?.body).toMatchObject({ type: 'video', video });
  });

  it('serve as the header of buttons too', async () => {
    rig.worker.start();
    const image = { id: await upload(makeFile('png')) };
    const interactive = {
      type: 'button',
      header: { type: 'image', image },
      body: { text: 'Keep it?' },
      action: { buttons: [{ type: 'reply', reply: { id: 'y', title: 'Yes' } }] },
    };
    const { id } = await send({ to: ANN, type: 'interactive', interactive });
    await rig.untilStatus(id, 'sent');
    expect(sends()[0]?.body.interactive).toMatchObject({
      header: { type: 'image', image: { id: 'copy_1' } },
    });
  });
});
