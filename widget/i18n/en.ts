/** English words of the launcher; they are on every page from the start. */
export const en = {
  'launcher.name': 'WhatsApp inbox, {light}',
  'launcher.nameUnread': 'WhatsApp inbox, {light}, {count} unread',
  'launcher.nameClose': 'Close WhatsApp inbox',
  'launcher.signedOut': 'signed out',
  'light.connected': 'Connected',
  'light.degraded': 'Limited',
  'light.reconnecting': 'Reconnecting…',
  'light.offline': 'Offline',
  'light.disconnected': 'Not connected',
  'panel.name': 'WhatsApp inbox',
  'panel.loadFailed': 'This part of the inbox could not be loaded. Check your connection.',
  'panel.tryAgain': 'Try again',
  'file.lost': 'The page was left before the file had been uploaded. Attach it again.',
  'error.unreachable': 'The server can’t be reached. Check your connection.',
} as const;
