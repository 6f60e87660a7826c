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
  const save = (what: 'contacts' | 'messages', label: string): MenuItem => ({
    label,
    icon: 'download',
    run: () => void saveAll(what, store, setProblem),
  });
  return [
    save('contacts', t('panel.exportContacts')),
    save('messages', t('panel.exportMessages')),
    signOut,
  ];
}

async function saveAll(
  what: 'contacts' | 'messages',
  { api }: InboxStore,
  setProblem: (problem: string) => void,
): Promise<void> {
  setProblem('');
  try {
    const { saveExport } = await import('../../files/save-export.ts');
    await saveExport(api, what);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    setProblem(t('list.actionFailed', { reason }));
  }
}
