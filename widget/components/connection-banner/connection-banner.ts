import { LitElement, html, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { enSignIn } from '../../i18n/en-sign-in.ts';
import { daysAgo, formatClock, formatDateAndTime } from '../../i18n/format.ts';
import { createTranslator } from '../../i18n/translate.ts';
import type { InboxState } from '../../store/inbox-state.ts';
import type { InboxStore } from '../../store/inbox-store.ts';
import { StoreController } from '../../store/store-controller.ts';
import { baseStyles } from '../../styles/base.styles.ts';
import { icon } from '../icon/icon.ts';
import type { IconName } from '../icon/icon.ts';
import { connectionBannerStyles } from './connection-banner.styles.ts';

const t = createTranslator({ en: enSignIn });

interface Banner {
  tone: 'warn' | 'bad';
  /** `turning`: something is being tried right now. */
  icon: IconName | 'turning';
  lead: string;
  text: string;
  /** Since when, as an ISO moment. */
  since?: string | null;
  /** Nobody can send until an admin has acted. */
  isForSettings: boolean;
  /** It is about the number and not about the line. */
  isOfNumber?: boolean;
  /** `alert` only for what is lost right now; the rest waits for a pause in reading. */
  role: 'alert' | 'status';
}

/**
 * Says, above everything else, why the inbox is not as usual: this computer is offline, the line to
 * the server is lost, or WhatsApp itself is not connected.
 * @fires chasqui-open-settings - an admin wants to mend the connection
 */
@customElement('chasqui-connection-banner')
export class ConnectionBanner extends LitElement {
  static override styles = [baseStyles, connectionBannerStyles];

  @property({ attribute: false }) store!: Pick<InboxStore, 'state' | 'subscribe'>;

  /** The settings are open already: there is no way to show. */
  @property({ type: Boolean, attribute: 'in-settings' }) isInSettings = false;

  constructor() {
    super();
    new StoreController(
      this,
      () => this.store,
      (inbox: InboxState) => inbox,
    );
  }

  protected override render() {
    const banner = chooseBanner(this.store.state);
    if (!banner) return nothing;
    // Where no number was ever connected, the settings say nothing else.
    const isNew = this.store.state.connection?.is_configured === false;
    if (banner.isForSettings && this.isInSettings && isNew) return nothing;
    return html`<div class="banner ${banner.tone}" role=${banner.role}>
      ${banner.icon === 'turning' ? html`<span class="spinner"></span>` : icon(banner.icon, 18)}
      <p>
        <strong>${banner.lead}</strong> ${banner.text}
        ${banner.since ? t('banner.since', { time: formatSince(banner.since) }) : nothing}
        ${banner.isForSettings ? this.#renderWayOut() : nothing}
        ${banner.isOfNumber ? this.#renderSettings() : nothing}
      </p>
    </div>`;
  }

  #renderWayOut() {
    if (this.store.state.operator?.role !== 'admin') {
      return `${t('banner.askAdmin')} ${t('banner.readOnly')}`;
    }
    if (this.isInSettings) return t('banner.readOnly');
    return html`${t('banner.readOnly')}
      <button type="button" @click=${this.#handleFix}>${t('banner.openSettings')}</button>`;
  }

  /** For what only an admin can see to, and need not today. */
  #renderSettings() {
    if (this.isInSettings || this.store.state.operator?.role !== 'admin') return nothing;
    return html`<button type="button" @click=${this.#handleFix}>
      ${t('banner.openSettings')}
    </button>`;
  }

  #handleFix = (): void => {
    this.dispatchEvent(new Event('chasqui-open-settings', { bubbles: true, composed: true }));
  };
}

/** Our own line first: while it is down, what we know of WhatsApp may be old. */
function chooseBanner({ live, isLoaded, connection }: InboxState): Banner | undefined {
  const lost = { tone: 'warn', isForSettings: false, role: 'alert' } as const;
  if (live === 'offline') {
    const words = { lead: t('banner.offline'), text: t('banner.offlineText') };
    return { ...lost, ...words, icon: 'cloud-off' };
  }
  if (live === 'reconnecting') {
    const words = { lead: t('banner.reconnecting'), text: t('banner.reconnectingText') };
    return { ...lost, ...words, icon: 'turning' };
  }
  if (!isLoaded || !connection) return undefined;
  const { light, reason, since } = connection.status;
  const trouble = { tone: 'bad', icon: 'plug', isForSettings: true, role: 'alert' } as const;
  if (!connection.is_configured) {
    return { ...trouble, lead: t('banner.disconnected'), text: t('banner.notConfigured') };
  }
  if (light === 'disconnected') {
    return { ...trouble, lead: t('banner.disconnected'), text: reason ?? '', since };
  }
  if (light === 'connected') return undefined;
  return {
    tone: 'warn',
    icon: 'alert',
    lead: t('banner.degraded'),
    text: reason ?? '',
    since,
    isForSettings: false,
    isOfNumber: true,
    role: 'status',
  };
}

function formatSince(iso: string): string {
  const now = new Date();
  return daysAgo(new Date(iso), now) === 0 ? formatClock(iso) : formatDateAndTime(iso, now);
}

declare global {
  interface HTMLElementTagNameMap {
    'chasqui-connection-banner': ConnectionBanner;
  }
}
