/** English words of «Connect with Facebook». */
export const enSignup = {
  'signup.title': 'Let Meta fill in the keys',
  'signup.text':
    'You sign in at Facebook and choose the number; this server then fetches its keys, has messages sent here and registers it. About 2 minutes.',
  'signup.which': 'Which number?',
  'signup.cloud_api': 'A new number',
  'signup.cloud_apiText': 'It is not in use on WhatsApp. From now on it is answered here.',
  'signup.business_app': 'My phone’s number',
  'signup.business_appText':
    'It stays in the WhatsApp Business app: you scan a QR code, and both show the chats.',
  'signup.button': 'Connect with Facebook',
  'signup.continue': 'Go on at Facebook',
  'signup.loading': 'Getting ready…',
  'signup.ready': 'Facebook is ready. Press once more to open its window.',
  'signup.open': 'Go on in Facebook’s window',
  'signup.connecting': 'Connecting the number…',
  'signup.done': 'Connected. {number}',
  'signup.doneText':
    'Write to it from your own phone to see the first message arrive. If Meta has no payment method of yours, add one there before you send templates.',
  'signup.failed': 'Not connected: {reason}',
  'signup.doneAlready': 'Done already, and kept:',
  'signup.tryAgain': 'Try again',
  'signup.choose': 'Which of the account’s numbers?',
  'signup.chooseButton': 'Connect this number',
  'signup.pin': 'The number’s two-step PIN',
  'signup.pinHint': 'Six digits. Whoever switched two-step verification on chose them.',
  'signup.pinWrong': 'The PIN has six digits.',
  'signup.pinButton': 'Go on with this PIN',

  'signup.step.exchange_code': 'Meta has let this server in',
  'signup.step.confirm_assets': 'Account and number are confirmed',
  'signup.step.subscribe_app': 'Messages are sent here',
  'signup.step.register_number': 'The number is registered',
  'signup.step.save_connection': 'The keys are saved',
  'signup.step.sync_contacts': 'The phone’s contacts are on their way',
  'signup.step.sync_history': 'The phone’s history is on its way',

  'signup.cancelled': 'You left Facebook’s window before the end. Nothing was changed.',
  'signup.cancelledAt': 'You left Facebook’s window at «{step}». Nothing was changed.',
  'signup.closed':
    'Facebook’s window was closed, or the browser did not let it open. Nothing was changed. Allow windows for this page if you saw none.',
  'signup.onlyAccount':
    'You shared the business account, but chose no number. Press again and add one in Facebook’s window.',
  'signup.dialogError': 'Facebook’s window reports an error: {message} (its number: {id})',
  'signup.blocked':
    'This page’s security policy (CSP) does not let Facebook’s script in. Whoever runs the page has to add this to it:',
  'signup.notReached':
    'Facebook’s script could not be loaded. An ad blocker or the network may hold it back. Nothing was changed.',
  'signup.needsHttps':
    'Facebook’s window opens only from pages that are served over https. This one is not.',
} as const;
