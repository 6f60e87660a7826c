import type { Contact } from '../../../backend/contract/contact.ts';
import type { MessageContent } from '../../../backend/contract/message-content.ts';
import type { Message, Reaction } from '../../../backend/contract/message.ts';
import type { MessageStatus } from '../../../backend/contract/message-status.ts';
import type { Provenance } from '../../../backend/contract/provenance.ts';
import { formatMoment } from '../../i18n/format.ts';
import { t } from '../../i18n/inbox-words.ts';
import { describeRefusedReaction, isReactable } from '../reactions/reactable.ts';
import { quoteOf, quoteOfUnknown } from '../quote/quote.ts';
import type { Quote } from '../quote/quote.ts';
import type { OutgoingFile, PendingFile, PendingMessage } from '../../store/inbox-state.ts';
import type { BubbleAction, BubbleUpload } from '../bubble/bubble.ts';

/** What the message log shows, one after the other. */
export type LogItem =
  | { type: 'day'; key: string; time: string }
  | { type: 'unread'; key: string; count: number }
  | { type: 'merge'; key: string; mergeId: string }
  | { type: 'number'; key: string; phoneNumberId: string }
  | { type: 'bubble'; key: string; bubble: BubbleItem };

export interface BubbleItem {
  messageId: string | undefined;
  clientMessageId: string | null;
  /** The business number; undefined while the server chooses it. */
  phoneNumberId: string | undefined;
  content: MessageContent;
  isOutgoing: boolean;
  isFirst: boolean;
  status: MessageStatus;
  sender: string;
  author: string;
  time: string;
  tickTimes: string;
  problem: string;
  /** How far the file of the message has come; undefined when there is nothing to wait for. */
  upload: BubbleUpload | undefined;
  actions: readonly BubbleAction[];
  reactions: readonly Reaction[];
  /** The other side, whoever wrote this message. */
  customer: string;
  /** ISO 8601; empty if it never happened. */
  editedAt: string;
  original: MessageContent | null;
  deletedAt: string;
  quote: Quote | null;
  provenance: Provenance | undefined;
  canReply: boolean;
  canReact: boolean;
  /** Who looks at it. */
  operatorId: string | undefined;
  /** Why WhatsApp did not take our last reaction; empty if it did. */
  refusedReaction: string;
}

export interface LogItemsOptions {
  messages: readonly Message[];
  pending: readonly PendingMessage[];
  files: ReadonlyMap<string, OutgoingFile>;
  customerName: string;
  operatorId: string | undefined;
  /** Whether the conversation takes reactions now. */
  canReact: boolean;
  /** Before which message the unread ones begin. */
  firstUnreadId: string | undefined;
  unreadCount: number;
  /** Another contact turned out to be this one. */
  merge: Contact['last_merge'];
  /** Whether there are older messages that are not loaded. */
  hasOlder: boolean;
}

const NO_REACTIONS: readonly Reaction[] = [];
/** One sender's messages within this time stand together. */
const GROUP_WITHIN_MS = 5 * 60_000;

/** Days, the unread divider, and bubbles grouped by sender and time. Pure. */
export function toLogItems(options: LogItemsOptions): LogItem[] {
  const items: LogItem[] = [];
  let before: BubbleItem | undefined;
  let day = '';
  let number: string | undefined;
  const findQuote = quoteFinder(options);
  const bubbles = [
    ...options.messages.map((message) => fromMessage(message, options, findQuote)),
    ...options.pending.map((message) => fromPending(message, options.files, findQuote)),
  ];
  const notice = options.merge && {
    type: 'merge' as const,
    key: `merge ${options.merge.id}`,
    mergeId: options.merge.id,
  };
  const mergedAt = options.merge?.merged_at ?? '';
  for (const bubble of bubbles) {
    const isAfterMerge = notice && !items.includes(notice) && bubble.time > mergedAt;
    const itsDay = new Date(bubble.time).toDateString();
    const isNewDay = itsDay !== day;
    if (isNewDay) items.push({ type: 'day', key: `day ${itsDay}`, time: bubble.time });
    day = itsDay;
    const isFirstUnread =
      options.firstUnreadId !== undefined && bubble.messageId === options.firstUnreadId;
    if (isFirstUnread) items.push({ type: 'unread', key: 'unread', count: options.unreadCount });
    if (isAfterMerge) items.push(notice);
    // From here on they were in touch by another of our numbers.
    const isNewNumber = number !== undefined && bubble.phoneNumberId !== number;
    const key = bubble.clientMessageId ?? bubble.messageId ?? '';
    number = bubble.phoneNumberId ?? number;
    if (isNewNumber && bubble.phoneNumberId !== undefined) {
      items.push({ type: 'number', key: `number ${key}`, phoneNumberId: bubble.phoneNumberId });
    }
    bubble.isFirst =
      isNewDay ||
      isNewNumber ||
      isFirstUnread ||
      isAfterMerge === true ||
      !before ||
      !isSameGroup(before, bubble);
    // Keyed by the click's id, so that a pending bubble becomes the confirmed one in its place.
    items.push({ type: 'bubble', key, bubble });
    before = bubble;
  }
  if (notice && !items.includes(notice)) items.push(notice);
  return items;
}

function isSameGroup(a: BubbleItem, b: BubbleItem): boolean {
  return (
    a.isOutgoing === b.isOutgoing &&
    a.sender === b.sender &&
    Date.parse(b.time) - Date.parse(a.time) < GROUP_WITHIN_MS
  );
}

type FindQuote = (wamid: string | null) => Quote | null;

function quoteFinder(options: LogItemsOptions): FindQuote {
  const byWamid = new Map(options.messages.map((message) => [message.message_id, message]));
  return (wamid) => {
    if (wamid === null) return null;
    const message = byWamid.get(wamid);
    return message
      ? quoteOf(message, authorOf(message, options))
      : quoteOfUnknown(wamid, options.hasOlder);
  };
}

/** Who wrote a message, as it is said of a quote. */
export function authorOf(
  message: Message,
  { operatorId, customerName }: Pick<LogItemsOptions, 'operatorId' | 'customerName'>,
): string {
  if (message.direction === 'incoming') {
    const { participant } = message.provenance ?? {};
    return participant
      ? (participant.name ?? participant.phone_number ?? customerName)
      : customerName;
  }
  const isOwn = message.sent_by === null || message.sent_by.id === operatorId;
  return isOwn ? t('chat.you') : (message.sent_by?.name ?? '');
}

function fromMessage(message: Message, options: LogItemsOptions, findQuote: FindQuote): BubbleItem {
  const isOutgoing = message.direction === 'outgoing';
  const isOwn = message.sent_by === null || message.sent_by.id === options.operatorId;
  const { provenance } = message;
  const author =
    provenance?.origin === 'phone_app'
      ? t('message.fromPhone')
      : isOutgoing && !isOwn
        ? (message.sent_by?.name ?? '')
        : '';
  return {
    messageId: message.id,
    clientMessageId: message.client_message_id,
    phoneNumberId: message.phone_number_id,
    content: message.content,
    isOutgoing,
    isFirst: false,
    status: message.status,
    sender: isOutgoing ? author || t('chat.you') : authorOf(message, options),
    author: provenance?.origin === 'phone_app' ? author : (author.split(' ')[0] ?? ''),
    // A customer's message stands at the time they sent it; ours at the time of the click.
    time:
      isOutgoing && provenance?.origin === undefined
        ? message.created_at
        : (message.sent_at ?? message.created_at),
    tickTimes: isOutgoing ? describeTimes(message) : '',
    ...describeProblem(message),
    upload: undefined,
    reactions: message.reactions,
    customer: options.customerName,
    editedAt: message.edited_at ?? '',
    original: message.original_content,
    deletedAt: message.deleted_at ?? '',
    quote: findQuote(message.reply_to_message_id),
    provenance,
    canReply: message.message_id !== null && message.status !== 'failed',
    canReact: options.canReact && isReactable(message),
    operatorId: options.operatorId,
    refusedReaction: describeRefusedReaction(message),
  };
}

function fromPending(
  message: PendingMessage,
  files: ReadonlyMap<string, OutgoingFile>,
  findQuote: FindQuote,
): BubbleItem {
  const file = message.file && files.get(message.file.id);
  const isRefused = message.state === 'refused';
  return {
    messageId: undefined,
    clientMessageId: message.clientMessageId,
    phoneNumberId: message.phoneNumberId,
    content: message.file
      ? toFileContent(message.file, file, message.text)
      : (message.template?.content ?? { kind: 'text', body: message.text }),
    isOutgoing: true,
    isFirst: false,
    status: isRefused ? 'failed' : 'queued',
    sender: t('chat.you'),
    author: '',
    time: new Date(message.createdAtMs).toISOString(),
    tickTimes: '',
    problem: isRefused ? t('message.notSent', { reason: message.reason ?? '' }) : '',
    upload: isRefused || !file || file.step === 'uploaded' ? undefined : toUpload(file),
    actions: isRefused ? (message.file && !file ? ['discard'] : ['retry', 'discard']) : [],
    reactions: NO_REACTIONS,
    customer: '',
    editedAt: '',
    original: null,
    deletedAt: '',
    quote: findQuote(message.replyToMessageId ?? null),
    provenance: undefined,
    canReply: false,
    canReact: false,
    operatorId: undefined,
    refusedReaction: '',
  };
}

/** The file as this page has it; a document can't be opened before the server has it. */
function toFileContent(
  { id, kind, name, mimeType, sizeBytes, voice }: PendingFile,
  file: OutgoingFile | undefined,
  text: string,
): MessageContent {
  const isHere = kind !== 'document' && file !== undefined && file.url !== '';
  return {
    kind,
    media: {
      ...{ id, mime_type: mimeType, file_name: name, size_bytes: sizeBytes },
      state: isHere ? 'ready' : 'pending',
    },
    ...(text === '' ? {} : { caption: text }),
    ...(voice ? { voice } : {}),
  } as MessageContent;
}

function toUpload({ step, progress }: OutgoingFile): BubbleUpload {
  return { progress, isWaiting: step === 'waiting' };
}

/** Meta: 131047, more than 24 hours have passed since the customer last replied. */
const WINDOW_CLOSED = 131_047;

/** What Meta's words for holding a template back mean to an operator. */
const HOLDS = new Map<string, 'message.heldForQuality' | 'message.heldPaused'>([
  ['held_for_quality_assessment', 'message.heldForQuality'],
  ['paused', 'message.heldPaused'],
]);

function describeProblem({ status, error, hold }: Message): {
  problem: string;
  actions: readonly BubbleAction[];
} {
  if (status === 'unknown') return { problem: t('message.unknownText'), actions: ['retry'] };
  if (status === 'held') {
    return { problem: t(HOLDS.get(hold ?? '') ?? 'message.heldPlain'), actions: [] };
  }
  if (status !== 'failed') return { problem: '', actions: [] };
  if (error?.code === WINDOW_CLOSED) {
    const reason = t('message.windowClosedReason');
    return { problem: t('message.notDelivered', { reason }), actions: ['template'] };
  }
  const reason = error?.title ?? '';
  return {
    problem: reason === '' ? t('message.notDeliveredPlain') : t('message.notDelivered', { reason }),
    actions: (error?.is_retryable ?? true) ? ['retry'] : [],
  };
}

function describeTimes(message: Message): string {
  const steps = [
    ['message.sent', message.sent_at],
    ['message.delivered', message.delivered_at],
    ['message.read', message.read_at],
  ] as const;
  const now = new Date();
  return steps
    .map(([word, time]) => {
      if (time === null) return '';
      return `${t(word)} ${formatMoment(time, now)}`;
    })
    .filter((line) => line !== '')
    .join('\n');
}

/**
 * The first of the last `count` messages of the customer, as far as it is loaded: its id, and how many
 * of them stand above everything that is loaded.
 */
export function findFirstUnread(
  messages: readonly Message[],
  count: number,
): { id: string | undefined; missing: number } {
  let missing = count;
  let id: string | undefined;
  for (let index = messages.length - 1; index >= 0 && missing > 0; index--) {
    const message = messages[index];
    if (message?.direction !== 'incoming') continue;
    id = message.id;
    missing--;
  }
  return { id, missing };
}
