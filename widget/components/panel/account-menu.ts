import { t } from '../../i18n/inbox-words.ts';
import type { InboxStore } from '../../store/inbox-store.ts';
import type { MenuItem } from '../menu/menu.ts';

/**
 * What the signed-in operator can choose in the menu of their account.
 *
 * @param setProblem takes the words for what went wrong; empty while nothing has
 */
export function accountItems(store: InboxStore, setProblem: (problem: string) => void): MenuItem[] {
  const signOut: MenuItem = {
    label: t('panel.signOut'),
    icon: 'sign-out',
    run: () => void store.signOut(),
  };
  if (store.state.operator?.role !== 'admin') return [signOut];
  const exportContacts: MenuItem = {
    label: t('panel.exportContacts'),
    icon: 'download',
    run: () => void saveAllContacts(store, setProblem),
  };
  return [exportContacts, signOut];
}

async function saveAllContacts(
  { api }: InboxStore,
  setProblem: (problem: string) => void,
): Promise<void> {
  setProblem('');
  try {
    const { saveContacts } = await import('../../files/save-contacts.ts');
    await saveContacts(api);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    setProblem(t('list.actionFailed', { reason }));
  }
}
