import { describe, expect, it } from 'vitest';
import type { SendMessageRequest } from '../../backend/contract/send.ts';
import { ApiError } from '../api/api-error.ts';
import { sampleMessage } from '../test-support/sample-data.ts';
import { TestStorage } from '../test-support/test-storage.ts';
import { createInboxState } from './inbox-state.ts';
import type { InboxState } from './inbox-state.ts';
import { MessageSender } from './message-sender.ts';

type Answer = 'accept' | 'drop' | 'refuse';

/** A sender on a server that answers as it is told; `drop` means stored, but the answer is lost. */
function setUp(answers: Answer[] = [], storage = new TestStorage()) {
  let state: InboxState = createInboxState();
  let ids = 0;
  const requests: SendMessageRequest[] = [];
  const stored = new Set<string>();
  const dropped: string[] = [];
  const sender = new MessageSender({
    api: {
      async sendMessage(request) {
        requests.push(request);
        await Promise.resolve();
        const answer = answers.shift() ?? 'accept';
        if (answer === 'refuse') throw new ApiError(400, 'validation_failed', 'Too long.');
        stored.add(request.client_message_id ?? '');
        if (answer === 'drop') throw new ApiError(0, 'unreachable', 'No answer.');
        return sampleMessage({ client_message_id: request.client_message_id ?? null });
      },
    },
    files: { whenUploaded: async (id) => uploadedMedia(id), drop: (id) => void dropped.push(id) },
    getState: () => state,
    setPending: (pending) => (state = { ...state, pending }),
    onSent: () => undefined,
    storage,
    createId: () => `click-${++ids}`,
    now: () => 1_000,
  });
  const texts = () => requests.map((request) => ('text' in request ? request.text.body : ''));
  return { sender, requests, dropped, stored, storage, texts, pending: () => state.pending };
}

const uploadedMedia = (id: string) => ({
  ...{ id: `md_of_${id}`, state: 'ready' as const, mime_type: 'image/jpeg' },
});

const PHOTO = {
  ...{ id: 'file_1', kind: 'image' as const, name: 'Dent.jpg', mimeType: 'image/jpeg' },
  ...{ sizeBytes: 5, voice: false },
};

const settle = () => new Promise((resolve) => setTimeout(resolve, 5));

describe('MessageSender', () => {
  it('shows a message at once and lets it go when the server has it', async () => {
    const { sender, pending } = setUp();
    sender.send('ct_maya', 'Hello');
    expect(pending()).toMatchObject([{ text: 'Hello', state: 'sending' }]);
    await settle();
    expect(pending()).toEqual([]);
  });

  it('sends one after the other, in the order of clicks', async () => {
    const { sender, texts } = setUp();
    for (const text of ['one', 'two', 'three']) sender.send('ct_maya', text);
    await settle();
    expect(texts()).toEqual(['one', 'two', 'three']);
  });

  it('repeats an unanswered message with the same id, and keeps the next behind it', async () => {
    const { sender, requests, stored, pending, texts } = setUp(['drop']);
    sender.send('ct_maya', 'one');
    sender.send('ct_maya', 'two');
    await settle();
    expect(pending()).toMatchObject([{ text: 'one', state: 'waiting' }, { text: 'two' }]);
    sender.wake();
    await settle();
    expect(texts()).toEqual(['one', 'one', 'two']);
    expect(requests[0]?.client_message_id).toBe(requests[1]?.client_message_id);
    expect(stored.size).toBe(2);
    expect(pending()).toEqual([]);
  });

  it('leaves a refused message for a person and goes on with the next', async () => {
    const { sender, pending, texts } = setUp(['refuse']);
    sender.send('ct_maya', 'one');
    sender.send('ct_maya', 'two');
    await settle();
    expect(texts()).toEqual(['one', 'two']);
    expect(pending()).toMatchObject([{ text: 'one', state: 'refused', reason: 'Too long.' }]);
    sender.retry(pending()[0]!.clientMessageId);
    await settle();
    expect(pending()).toEqual([]);
  });

  it('keeps in storage what was on its way when the session ended', async () => {
    const { sender, storage } = setUp(['drop']);
    sender.start('owner');
    sender.send('ct_maya', 'one');
    const stored = [...storage.values];
    sender.stop();
    await settle();
    expect(stored).toHaveLength(1);
    expect([...storage.values]).toEqual(stored);
  });

  it('takes up after a reload what was pending, with the same ids', async () => {
    const storage = new TestStorage();
    const first = setUp(['drop'], storage);
    first.sender.start('owner');
    first.sender.send('ct_maya', 'one');
    await settle();
    first.sender.stop();

    const second = setUp([], storage);
    second.sender.start('owner');
    await settle();
    expect(second.requests[0]?.client_message_id).toBe(first.requests[0]?.client_message_id);
    expect(second.pending()).toEqual([]);
    expect(storage.values.size).toBe(0);
  });

  it('sends a file by the server’s id, with its caption', async () => {
    const { sender, requests, pending } = setUp();
    sender.send('ct_maya', 'A dent', { file: PHOTO });
    await settle();
    expect(requests).toMatchObject([
      { type: 'image', image: { id: 'md_of_file_1', caption: 'A dent' } },
    ]);
    expect(pending()).toEqual([]);
  });

  it('remembers across a reload which file the server has, and says which one it lost', async () => {
    const first = setUp(['drop']);
    first.sender.start('ada');
    first.sender.send('ct_maya', '', { file: PHOTO });
    await settle();
    first.sender.stop();
    const next = setUp([], first.storage);
    next.sender.start('ada');
    await settle();
    expect(next.requests).toMatchObject([{ image: { id: 'md_of_file_1' } }]);

    const storage = new TestStorage();
    const message = { ...first.pending()[0], file: PHOTO };
    storage.setItem('chasqui:pending:ada', JSON.stringify([message]));
    const late = setUp([], storage);
    late.sender.start('ada');
    await settle();
    expect(late.requests).toEqual([]);
    expect(late.pending()).toMatchObject([{ state: 'refused' }]);
  });

  it('sends a template as it was ordered, and again with the same id after a lost answer', async () => {
    const { sender, requests, pending } = setUp(['drop', 'accept']);
    const order = { id: '77', variables: { body: { '1': 'Nadia' } } };
    const rendered = { body: 'Hello Nadia', buttons: [] };
    const content = {
      ...{ kind: 'template' as const, name: 'hello', language: 'en', category: 'UTILITY' },
      ...{ components: [], rendered },
    };
    const id = sender.send('ct_maya', '', { template: { order, content } });
    await settle();
    expect(pending()).toMatchObject([{ clientMessageId: id, template: { content } }]);
    sender.wake();
    await settle();
    expect(requests).toHaveLength(2);
    for (const request of requests) {
      expect(request).toMatchObject({
        ...{ to: 'ct_maya', type: 'template', template: order, client_message_id: id },
      });
    }
    expect(pending()).toEqual([]);
  });

  it('breaks the upload off when a person discards the message', () => {
    const { sender, dropped, pending } = setUp();
    sender.send('ct_maya', '', { file: PHOTO });
    sender.discard('click-1');
    expect(dropped).toEqual(['file_1']);
    expect(pending()).toEqual([]);
  });
});
