/** English words of sign-in, first set-up and the connection banner. */
export const enSignIn = {
  'signIn.title': 'Sign in to your inbox',
  'signIn.text': 'Answer customers from here.',
  'signIn.email': 'Work email',
  'signIn.emailExample': 'you@company.com',
  'signIn.password': 'Password',
  'signIn.show': 'Show password',
  'signIn.hide': 'Hide password',
  'signIn.submit': 'Sign in',
  'signIn.busy': 'Signing in…',
  'signIn.endedTitle': 'You’ve been signed out',
  'signIn.endedText':
    'For safety this happens after 12 hours. Your drafts are kept on this computer.',
  'signIn.needEmail': 'Enter your email address.',
  'signIn.needPassword': 'Enter your password.',

  'setup.title': 'Make the first admin',
  'setup.text':
    'The server printed a setup token in its terminal. It proves that the server is yours.',
  'setup.token': 'Setup token',
  'setup.name': 'Your name',
  'setup.newPassword': 'New password',
  'setup.passwordHint': 'At least 12 characters. A sentence is easy to remember.',
  'setup.submit': 'Make admin',
  'setup.busy': 'Making the admin…',
  'setup.needToken': 'Paste the setup token from the terminal.',
  'setup.needName': 'Enter your name.',
  'setup.shortPassword': 'Use at least 12 characters.',

  'banner.reconnecting': 'Reconnecting… New messages may be late.',
  'banner.offline': 'You’re offline. Messages send when you’re back.',
  'banner.notConfigured': 'No WhatsApp number is connected.',
  'banner.disconnected': 'WhatsApp is not connected.',
  'banner.askAdmin': 'Ask an admin to fix it.',
  'banner.readOnly': 'You can read but not reply for now.',
  'banner.openSettings': 'Fix in Settings',
} as const;
