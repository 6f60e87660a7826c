import type { Contact } from '../../../backend/contract/contact.ts';
import { t } from '../../i18n/inbox-words.ts';
import type { InboxStore } from '../../store/inbox-store.ts';
import type { MenuItem } from '../menu/menu.ts';

/**
 * What the menu of a row offers for its contact.
 *
 * @param attempt takes what was begun, and tells when it fails
 */
export function rowActions(
  contact: Contact,
  store: Pick<InboxStore, 'setPinned' | 'markRead' | 'setBlocked'>,
  attempt: (action: Promise<void>) => void,
): MenuItem[] {
  const pin: MenuItem = {
    label: t(contact.is_pinned ? 'list.unpin' : 'list.pin'),
    icon: 'pin',
    run: () => attempt(store.setPinned(contact.id, !contact.is_pinned)),
  };
  const read: MenuItem = {
    label: t('list.markRead'),
    icon: 'mail-open',
    run: () => attempt(store.markRead(contact.id)),
  };
  const block: MenuItem = {
    label: t(contact.is_blocked ? 'list.unblock' : 'list.block'),
    icon: 'lock',
    run: () => attempt(store.setBlocked(contact.id, !contact.is_blocked)),
  };
  return contact.unread_count > 0 ? [pin, read, block] : [pin, block];
}
