import { LitElement, html, nothing } from 'lit';
import type { PropertyValues } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import type { Contact } from '../../../backend/contract/contact.ts';
import type { Message } from '../../../backend/contract/message.ts';
import { t } from '../../i18n/inbox-words.ts';
import { renderBlockNotice } from './block-notice.ts';
import { followId } from '../../store/follow-merge.ts';
import { contactName, isGroup } from '../../store/contact-name.ts';
import { emptyLog } from '../../store/inbox-state.ts';
import type { InboxState, MessageLog } from '../../store/inbox-state.ts';
import type { InboxStore } from '../../store/inbox-store.ts';
import { MinuteController } from '../../store/minute-controller.ts';
import {
  selectAttached,
  selectCanSend,
  selectPending,
  selectServerNowMs,
  selectWindowLeftMs,
} from '../../store/selectors.ts';
import { selectNumbers, selectSendingNumber, selectStanding } from '../../store/numbers.ts';
import { StoreController } from '../../store/store-controller.ts';
import { baseStyles } from '../../styles/base.styles.ts';
import type { QuoteOpenEvent } from '../bubble/bubble-events.ts';
import type { BubbleActionEvent } from '../bubble/bubble.ts';
import '../composer/composer.ts';
import type { Composer, ComposerMode } from '../composer/composer.ts';
import type {
  CaptionChangeEvent,
  ComposerSubmitEvent,
  DraftChangeEvent,
  FileRemoveEvent,
  FilesChosenEvent,
} from '../composer/composer-events.ts';
import '../contact-details/contact-details.ts';
import { icon } from '../icon/icon.ts';
import '../number-choice/number-choice.ts';
import type { NumberChosenEvent } from '../number-choice/number-choice.ts';
import { quoteOf } from '../quote/quote.ts';
import { quoteStyles } from '../quote/quote.styles.ts';
import { Reacting } from '../reactions/reacting.ts';
import type { TemplatePickerEndEvent } from '../template-picker/template-picker-events.ts';
import type { VoiceRecordedEvent } from '../voice-recorder/voice-events.ts';
import type { MediaLinkEvent, MediaRetryEvent } from '../media/media-events.ts';
import { WINDOW_MS } from '../window-ring/window-ring.ts';
import { renderChatHeader } from './chat-header.ts';
import { chatStyles } from './chat.styles.ts';
import { authorOf, findFirstUnread, toLogItems } from './log-items.ts';
import { renderJump, renderTop } from './log-edges.ts';
import { renderQuoteStrip } from './quote-strip.ts';
import { Quoting } from './quoting.ts';
import { ReadMarker } from './read-marker.ts';
import { renderLogItem } from './render-log-item.ts';
import { FileDropController } from './file-drop-controller.ts';
import { ScrollKeeper } from './scroll-keeper.ts';

const LOAD_OLDER_WITHIN_PX = 600;

/**
 * One conversation: who it is with, its messages, and the field to answer in.
 *
 * @fires chasqui-chat-back - the list is wanted
 * @slot - under the header: what is wrong with the connection
 */
@customElement('chasqui-chat')
export class Chat extends LitElement {
  static override styles = [baseStyles, quoteStyles, chatStyles];

  @query('.log') private readonly logElement!: HTMLElement | null;
  @query('.items') private readonly itemsElement!: HTMLElement | null;
  @query('chasqui-composer') private readonly composer!: Composer;

  @state() private isAtEnd = true;
  @state() private newBelow = 0;
  @state() private notice = '';
  @state() private isDetailed = false;
  @state() private isPicking = false;

  @property({ attribute: false }) store!: InboxStore;
  @property({ attribute: 'contact-id' }) contactId = '';
  /** Whether somebody can see it: only then are messages marked as read. */
  @property({ type: Boolean }) active = false;
  @property({ type: Boolean }) hints = false;

  readonly #quoting = new Quoting(this, {
    getLog: () => this.#log,
    loadOlder: () => this.store.loadOlder(this.contactId),
  });
  readonly #drop = new FileDropController(this, {
    isWanted: () => this.composer?.mode === 'ready' && !this.isPicking,
    onFiles: (files) => this.#attach(files),
  });
  readonly #reacting = new Reacting(this, {
    getReactions: () => this.store.reactions,
    getMessages: () => this.#log.messages,
    tell: (notice) => (this.notice = notice),
  });
  readonly #readMarker = new ReadMarker(this, {
    getNewestId: () => this.#newestId,
    isSeen: () =>
      this.active && this.isAtEnd && this.#isPlaced && (this.#contact?.unread_count ?? 0) > 0,
    lookAgain: () => this.#handleScroll(),
    markRead: () => this.store.markRead(this.contactId),
  });
  #scroll: ScrollKeeper | undefined;
  #unreadAtOpening = 0;
  #firstUnreadId: string | undefined;
  /** So many unread ones are above what is loaded. */
  #unreadAbove = 0;
  #newestId: string | undefined;
  #isPlaced = false;

  constructor() {
    super();
    new StoreController(
      this,
      () => this.store,
      (inbox: InboxState) => inbox,
    );
    new MinuteController(this);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#scroll?.disconnect();
    this.#scroll = undefined;
  }

  override focus(options?: FocusOptions): void {
    const picker = this.renderRoot.querySelector<HTMLElement>('chasqui-template-picker');
    (picker ?? this.composer)?.focus(options);
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (changed.has('contactId')) {
      const before = changed.get('contactId') as string | undefined;
      // Theirs has become part of another one: it is still the same person, and the same work.
      if (before && followId(this.store.state, before) === this.contactId) this.#enter();
      else this.#leave();
    }
    // Not there yet, or out of date after a new snapshot.
    void this.store.openLog(this.contactId);
    const { messages } = this.#log;
    const newestId = messages.at(-1)?.id;
    if (this.#isPlaced && newestId !== this.#newestId) this.#noteNew();
    this.#newestId = newestId;
    if (this.#unreadAbove > 0) this.#findFirstUnread(messages);
  }

  protected override render() {
    const contact = this.#contact && selectStanding(this.store.state, this.#contact);
    if (!contact) return nothing;
    const name = contactName(contact);
    return html`<section class="chat" aria-label=${t('chat.region', { name })}>
      <div class="under" ?inert=${this.isPicking}>${this.#renderConversation(contact, name)}</div>
      ${
        this.isPicking
          ? html`<chasqui-template-picker
              .store=${this.store}
              .contactId=${contact.id}
              .name=${name}
              @chasqui-template-picker-end=${this.#endPicking}
            ></chasqui-template-picker>`
          : nothing
      }
    </section>`;
  }

  #renderConversation(contact: Contact, name: string) {
    return html`${renderChatHeader({
        contact,
        name,
        serverNowMs: selectServerNowMs(this.store.state),
        isDetailed: this.isDetailed,
        onBack: () => this.dispatchEvent(new Event('chasqui-chat-back', { bubbles: true })),
        onDetails: () => (this.isDetailed = !this.isDetailed),
      })}
      ${
        this.isDetailed
          ? html`<chasqui-contact-details
              id="details"
              .store=${this.store}
              .contact=${contact}
              .canAsk=${this.#composerMode(contact) === 'ready'}
            ></chasqui-contact-details>`
          : nothing
      }
      <slot></slot>
      ${this.#renderLog(contact, name)}
      ${this.isAtEnd ? nothing : renderJump(this.newBelow, () => this.#scroll?.toEnd())}
      <p class="notice" role="alert" ?hidden=${this.notice === ''}>${this.notice}</p>
      ${renderBlockNotice(contact, () => void this.#unblock())} ${this.#renderStrip(name)}
      ${this.#renderNumberChoice(contact)}
      <chasqui-composer
        .mode=${this.#composerMode(contact)}
        .name=${name}
        .key=${contact.id}
        .draft=${this.store.drafts.get(contact.id)}
        .hints=${this.hints}
        .lastWroteAt=${lastWroteAt(contact, this.#log.messages)}
        .leftMs=${isGroup(contact) ? Infinity : selectWindowLeftMs(contact, selectServerNowMs(this.store.state))}
        @keydown=${this.#handleComposerKey}
        .files=${selectAttached(this.store.state, contact.id)}
        @chasqui-composer-submit=${this.#handleSubmit}
        @chasqui-draft-change=${this.#handleDraft}
        @chasqui-files-chosen=${({ files }: FilesChosenEvent) => this.#attach(files)}
        @chasqui-file-remove=${({ fileId }: FileRemoveEvent) => this.store.files.drop(fileId)}
        @chasqui-caption-change=${({ fileId, caption }: CaptionChangeEvent) =>
          this.store.files.setCaption(fileId, caption)}
        @chasqui-voice-recorded=${this.#handleVoice}
        @chasqui-template-request=${this.#pickTemplate}
      ></chasqui-composer>
      ${
        this.#drop.isOver
          ? html`<p class="drop">${icon('image', 20)}${t('composer.drop', { name })}</p>`
          : nothing
      }`;
  }

  protected override updated(): void {
    const { logElement, itemsElement } = this;
    if (logElement && itemsElement && this.#scroll?.element !== logElement) {
      this.#scroll?.disconnect();
      this.#scroll = new ScrollKeeper(logElement, itemsElement, 'chasqui-bubble');
    }
    if (!this.#isPlaced && this.#log.loading === 'idle') {
      this.#isPlaced = true;
      this.#scroll?.placeAt('.unread');
    }
    void this.#readMarker.markIfSeen();
  }

  /** By which number the answer goes out; told only where there is a choice. */
  #renderNumberChoice(contact: Contact) {
    const numbers = selectNumbers(this.store.state);
    if (numbers.length < 2 || isGroup(contact)) return nothing;
    return html`<chasqui-number-choice
      class="number"
      .numbers=${numbers}
      .value=${selectSendingNumber(this.store.state, contact)?.phone_number_id ?? ''}
      .label=${t('chat.answerBy')}
      @chasqui-number-chosen=${({ phoneNumberId }: NumberChosenEvent) =>
        this.store.sendBy(contact.id, phoneNumberId)}
    ></chasqui-number-choice>`;
  }

  #renderStrip(customerName: string) {
    const { message } = this.#quoting;
    const operatorId = this.store.state.operator?.id;
    const quote = message && quoteOf(message, authorOf(message, { operatorId, customerName }));
    return renderQuoteStrip(quote, this.#removeQuote);
  }

  #renderLog(contact: Contact, name: string) {
    const log = this.#log;
    const inbox = this.store.state;
    const pending = selectPending(inbox, this.contactId);
    const items = toLogItems({
      messages: log.messages,
      pending,
      files: inbox.files,
      customerName: name,
      operatorId: inbox.operator?.id,
      canReact: !isGroup(contact) && this.#composerMode(contact) === 'ready',
      firstUnreadId: this.#firstUnreadId,
      unreadCount: this.#unreadAtOpening,
      merge: this.#contact?.last_merge ?? null,
      hasOlder: log.olderCursor !== null,
    });
    const now = new Date();
    return html`<div
      class="log"
      role="log"
      tabindex="0"
      aria-label=${t('chat.log', { name })}
      aria-busy=${log.loading === 'newest' || log.loading === 'older'}
      @scroll=${this.#handleScroll}
      @keydown=${this.#handleLogKey}
      @chasqui-bubble-action=${this.#handleBubbleAction}
      @chasqui-bubble-reply=${this.#handleReply}
      @chasqui-quote-open=${this.#handleQuoteOpen}
      @chasqui-reaction-open=${this.#reacting.handleOpen}
      @chasqui-reaction=${this.#reacting.handleReaction}
      @chasqui-media-link=${this.#handleMediaLink}
      @chasqui-media-retry=${this.#handleMediaRetry}
    >
      <div class="items">
        ${renderTop(log, {
          isEmpty: log.messages.length === 0 && pending.length === 0,
          onLoad: (isOlder) => this.#load(isOlder),
        })}
        ${repeat(
          items,
          ({ key }) => key,
          (item) => renderLogItem(item, { store: this.store, contactId: this.contactId, now }),
        )}
      </div>
      <chasqui-reaction-bar></chasqui-reaction-bar>
    </div>`;
  }

  get #contact(): Contact | undefined {
    return this.store.state.contacts.get(this.contactId);
  }

  get #log(): MessageLog {
    return this.store.state.logs.get(this.contactId) ?? emptyLog;
  }

  /** Another conversation is shown: nothing of the one before may linger. */
  #enter(): void {
    this.#isPlaced = false;
    this.#firstUnreadId = undefined;
    this.#newestId = undefined;
    this.#readMarker.reset();
    this.#unreadAtOpening = this.#contact?.unread_count ?? 0;
    this.#unreadAbove = this.#unreadAtOpening;
    this.isAtEnd = true;
    this.newBelow = 0;
    this.notice = '';
    this.isDetailed = false;
    this.#scroll?.disconnect();
    this.#scroll = undefined;
  }

  /** Drops what was begun in another person's chat, and enters this one. */
  #leave(): void {
    this.isPicking = false;
    this.#quoting.remove();
    this.#enter();
  }

  #load(isOlder: boolean): void {
    void (isOlder ? this.store.loadOlder(this.contactId) : this.store.retryLog(this.contactId));
  }

  /** It moves up while older pages are loaded that are unread, too. */
  #findFirstUnread(messages: readonly Message[]): void {
    const at = messages.findIndex(({ id }) => id === this.#firstUnreadId);
    const before = at < 0 ? messages : messages.slice(0, at);
    const { id, missing } = findFirstUnread(before, this.#unreadAbove);
    this.#firstUnreadId = id ?? this.#firstUnreadId;
    this.#unreadAbove = missing;
  }

  #noteNew(): void {
    const newest = this.#log.messages.at(-1);
    if (newest?.direction === 'incoming' && !this.isAtEnd) this.newBelow++;
  }

  async #unblock(): Promise<void> {
    try {
      await this.store.setBlocked(this.contactId, false);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.notice = t('list.actionFailed', { reason });
    }
  }

  #composerMode(contact: Contact): ComposerMode {
    const inbox = this.store.state;
    if (contact.is_blocked) return 'blocked';
    if (!selectCanSend(inbox, contact)) return 'not_connected';
    // Groups have no window of this kind.
    if (isGroup(contact)) return 'ready';
    if (contact.window_expires_at === null) return 'never_wrote';
    return selectWindowLeftMs(contact, selectServerNowMs(inbox)) > 0 ? 'ready' : 'window_closed';
  }

  #handleScroll(): void {
    const log = this.logElement;
    // A hidden log tells nothing.
    if (!log || log.clientHeight === 0) return;
    this.isAtEnd = this.#scroll?.isAtEnd ?? true;
    if (this.isAtEnd) this.newBelow = 0;
    if (log.scrollTop < LOAD_OLDER_WITHIN_PX && this.#isPlaced && this.#log.loading === 'idle') {
      void this.store.loadOlder(this.contactId);
    }
  }

  #handleSubmit(event: ComposerSubmitEvent): void {
    this.#unreadAtOpening = 0;
    this.#unreadAbove = 0;
    this.#firstUnreadId = undefined;
    this.#scroll?.stickToEnd();
    const replyToMessageId = this.#quoting.message?.message_id ?? undefined;
    this.#quoting.remove();
    if (event.text === '') this.store.sendAttached(this.contactId, replyToMessageId);
    else this.store.send(this.contactId, event.text, replyToMessageId);
  }

  /** Only those who send templates ever fetch this chunk. */
  #pickTemplate = async (): Promise<void> => {
    const { contactId } = this;
    this.notice = '';
    try {
      await import('../template-picker/template-picker.ts');
    } catch {
      this.notice = t('panel.loadFailed');
      return;
    }
    if (followId(this.store.state, contactId) !== this.contactId) return;
    this.isPicking = true;
    await this.updateComplete;
    const picker = this.renderRoot.querySelector('chasqui-template-picker');
    await picker?.updateComplete;
    picker?.focus();
  };

  async #endPicking({ isSent }: TemplatePickerEndEvent): Promise<void> {
    this.isPicking = false;
    if (isSent) this.#scroll?.stickToEnd();
    await this.updateComplete;
    this.focus();
  }

  #attach(files: readonly File[]): void {
    this.store.files.attach(this.contactId, files);
    this.composer?.focus();
  }

  #handleVoice({ file, seconds }: VoiceRecordedEvent): void {
    this.#scroll?.stickToEnd();
    const replyToMessageId = this.#quoting.message?.message_id ?? undefined;
    this.#quoting.remove();
    this.store.sendVoice(this.contactId, { file, seconds, replyToMessageId });
  }

  #handleDraft(event: DraftChangeEvent): void {
    this.store.drafts.set(this.contactId, event.text);
    const contact = this.#contact;
    // Groups are not told, and an emptied field is no answer under way.
    if (event.text !== '' && contact && !isGroup(contact)) this.store.typing.note(contact.id);
  }

  async #handleBubbleAction(event: BubbleActionEvent): Promise<void> {
    const { dataset } = event.target as HTMLElement;
    this.notice = '';
    if (event.action === 'template') return this.#pickTemplate();
    if (dataset.id === undefined) {
      const clientMessageId = dataset.clientId ?? '';
      if (event.action === 'retry') this.store.retryPending(clientMessageId);
      else this.store.discardPending(clientMessageId);
      return;
    }
    try {
      await this.store.retryMessage(dataset.id);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.notice = t('message.retryFailed', { reason });
    }
  }

  #handleReply(event: Event): void {
    this.#reply((event.target as HTMLElement).dataset.id);
  }

  #reply(messageId: string | undefined): void {
    if (!this.#quoting.choose(messageId)) return;
    // Meta knows the answered message only at the number it was exchanged with.
    const number = this.#quoting.message?.phone_number_id;
    if (number !== undefined) this.store.sendBy(this.contactId, number);
    this.focus();
  }

  #removeQuote = (): void => {
    this.#quoting.remove();
    this.focus();
  };

  async #handleQuoteOpen(event: QuoteOpenEvent): Promise<void> {
    this.notice = '';
    const { contactId } = this;
    const isShown = await this.#quoting.show(event.messageId);
    if (!isShown && contactId === this.contactId) this.notice = t('quote.notFound');
  }

  #handleLogKey(event: KeyboardEvent): void {
    if (!this.#reacting.handleKey(event) && !this.#quoting.handleKey(event)) return;
    event.preventDefault();
    event.stopPropagation();
    if (event.key === 'r') this.focus();
  }

  /** The quote is the layer on top: Escape closes it before anything else. */
  #handleComposerKey(event: KeyboardEvent): void {
    const isPlain = !event.isComposing && !event.shiftKey && !event.ctrlKey && !event.metaKey;
    if (event.key === 'ArrowUp' && isPlain && !event.altKey && this.#isFieldEmpty(event)) {
      if (this.#quoting.focusNewest()) event.preventDefault();
      return;
    }
    if (event.key !== 'Escape' || event.isComposing || !this.#quoting.message) return;
    event.preventDefault();
    event.stopPropagation();
    this.#removeQuote();
  }

  #isFieldEmpty(event: Event): boolean {
    const field = event.composedPath()[0];
    return field instanceof HTMLTextAreaElement && field.value === '';
  }

  #handleMediaLink(event: MediaLinkEvent): void {
    event.answer = this.store.mediaLinks.get(event.mediaId, event.isRefused);
  }

  async #handleMediaRetry(event: MediaRetryEvent): Promise<void> {
    this.notice = '';
    try {
      await this.store.api.retryMedia(event.mediaId);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.notice = t('list.actionFailed', { reason });
    }
  }
}

/**
 * As the log says. Without it: the window opens with the customer's last message, 24 h before it
 * closes, unless Meta has closed it earlier.
 */
function lastWroteAt(contact: Contact, messages: readonly Message[]): string | null {
  const last = messages.findLast(
    ({ direction, content }) => direction === 'incoming' && content.kind !== 'notice',
  );
  if (last?.sent_at) return last.sent_at;
  if (contact.window_expires_at === null) return null;
  return new Date(Date.parse(contact.window_expires_at) - WINDOW_MS).toISOString();
}

declare global {
  interface HTMLElementTagNameMap {
    'chasqui-chat': Chat;
  }
}
