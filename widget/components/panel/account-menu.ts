import { t } from '../../i18n/inbox-words.ts';
import type { InboxStore } from '../../store/inbox-store.ts';
import type { MenuItem } from '../menu/menu.ts';
import type { NewMessageSound } from './new-message-sound.ts';

/**
 * What the signed-in operator can choose in the menu of their account.
 *
 * @param setProblem takes the words for what went wrong; empty while nothing has
 */
export function accountItems(
  store: InboxStore,
  sound: NewMessageSound,
  setProblem: (problem: string) => void,
): MenuItem[] {
  const toggleSound: MenuItem = {
    label: t('panel.sound'),
    icon: 'bell',
    hint: t(sound.isOn ? 'panel.soundOn' : 'panel.soundOff'),
    run: () => sound.toggle(),
  };
  const signOut: MenuItem = {
    label: t('panel.signOut'),
    icon: 'sign-out',
    run: () => void store.signOut(),
  };
  if (store.state.operator?.role !== 'admin') return [toggleSound, signOut];
  const exportContacts: MenuItem = {
    label: t('panel.exportContacts'),
    icon: 'download',
    run: () => void saveAllContacts(store, setProblem),
  };
  return [exportContacts, toggleSound, signOut];
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
