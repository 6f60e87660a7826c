import type { TemplateOrder } from '../../backend/contract/content/template-order.ts';
import type { TemplateContent } from '../../backend/contract/content/template.ts';
import type { Contact } from '../../backend/contract/contact.ts';
import type { FileKind } from '../../backend/contract/media-limits.ts';
import type { Message } from '../../backend/contract/message.ts';
import type { Operator } from '../../backend/contract/operator.ts';
import type { ConnectionSummary } from '../../backend/contract/settings.ts';
import type { ContactFilter } from '../api/api-client.ts';
import type { SessionEnd } from '../api/session.ts';

/** Where this tab stands with the server's feed. */
export type LiveState = 'connecting' | 'live' | 'reconnecting' | 'offline';

/** A conversation's messages as far as they are loaded: always the newest ones, without gaps. */
export interface MessageLog {
  /** `stale`: shown, but what came since is unknown; fetched again when it is looked at. */
  loading: 'idle' | 'stale' | 'newest' | 'older' | 'failed' | 'older_failed';
  /** Oldest first. */
  messages: readonly Message[];
  /** Leads to older messages; null where the conversation begins. */
  olderCursor: string | null;
  /**
   * Messages that changed while a page was on its way: what the feed says about them is newer than
   * what the page will say.
   */
  overtaken: ReadonlyMap<string, Message>;
}

/** A message of this operator that the server has not confirmed yet. */
export interface PendingMessage {
  clientMessageId: string;
  contactId: string;
  /** Of a file: what is written beside it. */
  text: string;
  file?: PendingFile;
  template?: PendingTemplate;
  /** By which of several business numbers it goes out, as it was chosen at the click. */
  phoneNumberId?: string;
  /** wamid of the message it answers. */
  replyToMessageId?: string | undefined;
  createdAtMs: number;
  /** `waiting`: no answer came, it is tried again with the same id. `refused`: a person decides. */
  state: 'sending' | 'waiting' | 'refused';
  reason: string | undefined;
}

/** The file of a pending message, as far as it outlives a reload. */
export interface PendingFile {
  /** Of the OutgoingFile. */
  id: string;
  kind: FileKind;
  name: string;
  mimeType: string;
  sizeBytes: number;
  voice: boolean;
  /** The server's id, once it has the file. */
  mediaId?: string;
}

/** The template of a pending message: what is ordered, and how the customer will read it. */
export interface PendingTemplate {
  order: TemplateOrder;
  content: TemplateContent;
}

/** A file on its way to the server. */
export interface OutgoingFile {
  id: string;
  contactId: string;
  /** Undefined until it is known what WhatsApp can take it as. */
  kind: FileKind | undefined;
  name: string;
  mimeType: string;
  sizeBytes: number;
  voice: boolean;
  /** Of a voice message. */
  seconds: number;
  /** The file itself, for this page. */
  url: string;
  caption: string;
  /** `waiting`: no answer came. `refused`: it cannot be sent, for `reason`. */
  step: 'preparing' | 'uploading' | 'uploaded' | 'waiting' | 'refused';
  /** From 0 to 1. */
  progress: number;
  reason: string;
  mediaId?: string;
  /** Beside the field, not sent yet. */
  isAttached: boolean;
}

/** One list as the server pages it: a filter without a search, or a search. */
export interface ContactListState {
  loading: 'idle' | 'first' | 'more' | 'failed';
  nextCursor: string | null;
  /** Only for searches: which contacts matched, in the server's order. */
  contactIds: readonly string[];
  isComplete: boolean;
  /** As the server counted when it was last asked. */
  totalCount: number;
}

export interface InboxState {
  session: 'restoring' | 'signed_out' | 'signed_in';
  /** Why the sign-in form is shown; undefined when nobody has been signed in yet. */
  sessionEnd: SessionEnd | undefined;
  /** Whose session expired under their hands: signing in again needs their password alone. */
  lastOperator: Operator | undefined;
  operator: Operator | undefined;
  connection: ConnectionSummary | undefined;
  live: LiveState;
  /** Whether the first snapshot has arrived. */
  isLoaded: boolean;
  /** Why the first snapshot could not be fetched, while it is tried again. */
  loadProblem: string | undefined;
  /** The last change that is part of this state. */
  seq: number;
  unreadCount: number;
  contacts: ReadonlyMap<string, Contact>;
  /** Which contact an absorbed one has become part of, as far as it happened in this tab's time. */
  mergedInto: ReadonlyMap<string, string>;
  lists: Readonly<Record<ContactFilter, ContactListState>>;
  /** Only people who were in touch by this business number are listed; undefined: by any. */
  listedNumber: string | undefined;
  /** By which number an operator chose to answer somebody, where it is not the usual one. */
  sendingNumbers: ReadonlyMap<string, string>;
  search: { text: string; list: ContactListState } | undefined;
  logs: ReadonlyMap<string, MessageLog>;
  pending: readonly PendingMessage[];
  /** In the order in which they were attached. */
  files: ReadonlyMap<string, OutgoingFile>;
  /** Grows whenever lists of templates may have become old: by a change or a new snapshot. */
  templatesSeq: number;
  /** Server clock minus this computer's, in ms. */
  clockOffsetMs: number;
}

const emptyList: ContactListState = {
  loading: 'idle',
  nextCursor: null,
  contactIds: [],
  isComplete: false,
  totalCount: 0,
};

export const emptyLog: MessageLog = {
  loading: 'idle',
  messages: [],
  olderCursor: null,
  overtaken: new Map(),
};

export function createEmptyList(): ContactListState {
  return { ...emptyList };
}

export function createInboxState(): InboxState {
  return {
    session: 'restoring',
    sessionEnd: undefined,
    lastOperator: undefined,
    operator: undefined,
    connection: undefined,
    live: 'connecting',
    isLoaded: false,
    loadProblem: undefined,
    seq: 0,
    unreadCount: 0,
    contacts: new Map(),
    mergedInto: new Map(),
    lists: {
      all: createEmptyList(),
      unread: createEmptyList(),
      pinned: createEmptyList(),
      window_open: createEmptyList(),
      closing_soon: createEmptyList(),
    },
    listedNumber: undefined,
    sendingNumbers: new Map(),
    search: undefined,
    logs: new Map(),
    pending: [],
    files: new Map(),
    templatesSeq: 0,
    clockOffsetMs: 0,
  };
}
