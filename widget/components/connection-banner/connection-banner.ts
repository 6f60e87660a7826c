import { LitElement, html, nothing } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { enSignIn } from '../../i18n/en-sign-in.ts';
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
  icon: IconName;
  words: string;
  /** Admins can do something about it. */
  isForSettings: boolean;
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

  constructor() {
    super();
    new StoreController(
      this,
      () => this.store,
      (inbox: InboxState) => inbox,
    );
  }

  protected override render() {
    const inbox = this.store.state;
    const banner = chooseBanner(inbox);
    if (!banner) return nothing;
    const isAdmin = inbox.operator?.role === 'admin';
    const isUrgent = banner.tone === 'bad';
    return html`<div class="banner ${banner.tone}" role=${isUrgent ? 'alert' : 'status'}>
      ${icon(banner.icon, 18)}
      <span class="words">
        ${banner.words} ${banner.isForSettings && !isAdmin ? t('banner.askAdmin') : nothing}
        ${banner.isForSettings ? t('banner.readOnly') : nothing}
      </span>
      ${
        banner.isForSettings && isAdmin
          ? html`<button type="button" class="link" @click=${this.#handleFix}>
              ${t('banner.openSettings')}
            </button>`
          : nothing
      }
    </div>`;
  }

  #handleFix = (): void => {
    this.dispatchEvent(new Event('chasqui-open-settings', { bubbles: true, composed: true }));
  };
}

function chooseBanner({ live, isLoaded, connection }: InboxState): Banner | undefined {
  if (live === 'offline') {
    return { tone: 'warn', icon: 'cloud-off', words: t('banner.offline'), isForSettings: false };
  }
  if (live === 'reconnecting') {
    return { tone: 'warn', icon: 'refresh', words: t('banner.reconnecting'), isForSettings: false };
  }
  if (!isLoaded || !connection) return undefined;
  const trouble = { tone: 'bad', icon: 'plug', isForSettings: true } as const;
  if (!connection.is_configured) return { ...trouble, words: t('banner.notConfigured') };
  const { light, reason } = connection.status;
  if (light === 'disconnected') {
    return { ...trouble, words: [t('banner.disconnected'), reason].filter(Boolean).join(' ') };
  }
  if (light === 'degraded' && reason !== null) {
    return { tone: 'warn', icon: 'alert', words: reason, isForSettings: false };
  }
  return undefined;
}

declare global {
  interface HTMLElementTagNameMap {
    'chasqui-connection-banner': ConnectionBanner;
  }
}
