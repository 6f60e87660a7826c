import type { Contact } from '../../../backend/contract/contact.ts';
import type { PreviewLabel } from '../../../backend/contract/preview-label.ts';
import { t } from '../../i18n/inbox-words.ts';

type Label = { kinds: readonly string[]; key: Parameters<typeof t>[0] };

/** The server's label in the kinds that have it, and the words for it here. */
const LABELS: { [Text in PreviewLabel]: Label } = {
  Photo: { kinds: ['image'], key: 'media.image' },
  Video: { kinds: ['video'], key: 'media.video' },
  'Voice message': { kinds: ['audio'], key: 'media.voice' },
  Audio: { kinds: ['audio'], key: 'media.audio' },
  Document: { kinds: ['document'], key: 'media.document' },
  Sticker: { kinds: ['sticker'], key: 'media.sticker' },
  Location: { kinds: ['location'], key: 'kind.location' },
  Address: { kinds: ['form_reply'], key: 'kind.address' },
  Form: { kinds: ['form_reply'], key: 'kind.form' },
  Order: { kinds: ['order'], key: 'preview.order' },
  Product: { kinds: ['interactive'], key: 'preview.product' },
  'Calls allowed': { kinds: ['call_permission'], key: 'preview.callsAllowed' },
  'Calls declined': { kinds: ['call_permission'], key: 'preview.callsDeclined' },
};

/** Calls, as the server writes a notice without a sentence of Meta's. */
const NOTICES = new Map<string, Parameters<typeof t>[0]>([
  ['call taken', 'preview.call_taken'],
  ['call missed', 'kind.call_missed'],
  ['call made', 'preview.call_made'],
  ['call unanswered', 'kind.call_unanswered'],
]);

/** One line for the list: what a message says, or what it is, in the words of this interface. */
export function previewWords({ kind, preview }: NonNullable<Contact['last_message']>): string {
  if (kind === 'unsupported') return t('preview.unsupported');
  if (kind === 'notice') {
    const notice = NOTICES.get(preview);
    return notice === undefined ? preview : t(notice);
  }
  const label = Object.hasOwn(LABELS, preview) ? LABELS[preview as PreviewLabel] : undefined;
  return label?.kinds.includes(kind) ? t(label.key) : preview;
}
