/** English words of the setup guide; they load with it. `**` marks words that stand on Meta's pages. */
export const enSetupGuide = {
  'guide.title': 'Connect your number',
  'guide.intro': 'Five steps, about 15 minutes. You can stop and go on later.',
  'guide.begin': 'Do it step by step',
  'guide.leave': 'I have my keys: skip the guide',
  'guide.toSettings': 'All settings',
  'guide.document': 'Read the whole guide',
  'guide.progress': '{count} of {total} done',
  'guide.minutes': '{count} min',
  'guide.stepOf': 'Step {number} of {total}',
  'guide.back': 'Back',
  'guide.next': 'Next',
  'guide.done': 'Done',
  'guide.failed': 'Not saved: {reason}',
  'guide.newTab': '(in a new tab)',

  'number.title': 'Get a number ready',
  'number.summary': 'One that is not in use on WhatsApp.',
  'number.line1':
    'Take a number that can get **a text message or a call**: a new SIM card or a landline.',
  'number.line2':
    'It must not be in use on WhatsApp. If it is, a new number is the safe way: **Delete my account** on its phone deletes its chats too.',
  'number.line3': 'Only trying? Skip this: Meta gives every app a free **test number**.',
  'number.check': 'Not sure? Save the number as a contact on any phone: WhatsApp must not find it.',
  'number.link': 'Meta’s rules for numbers',
  'number.tick': 'My number is ready',

  'app.title': 'Make your app at Meta',
  'app.summary': 'Free. Or use the one you have.',
  'app.line1': 'Sign in with Facebook and press **Create app**.',
  'app.line2':
    'Choose the use case **Connect with customers through WhatsApp** and your **business portfolio**, or a new one.',
  'app.line3':
    'Open **WhatsApp › API Setup**, press **Add phone number**, and enter the code that Meta sends to it.',
  'app.check': 'You have it when the page shows a **Phone number ID**.',
  'app.link': 'Open Meta for Developers',
  'app.tick': 'I see the phone number ID',

  'credentials.title': 'Copy your keys',
  'credentials.summary': 'With the family key: a permanent token.',
  'credentials.line1': 'On **WhatsApp › API Setup** copy the two IDs.',
  'credentials.line2':
    'Under **Users › System users** press **Add**, role **Admin**. Then **Assign assets**: your app and your WhatsApp account, with full control.',
  'credentials.line3':
    'Press **Generate token**: your app, expiry **Never**, and both permissions **whatsapp_business_messaging** and **whatsapp_business_management**.',
  'credentials.line4': 'Under **App settings › Basic** press **Show** beside the app secret.',
  'credentials.link': 'Open Meta’s system users',

  'webhook.title': 'Connect the webhook',
  'webhook.summary': 'So new messages reach you.',
  'webhook.byHand': 'Or do it yourself at Meta',
  'webhook.line1':
    'In your app open **WhatsApp › Configuration** and press **Edit** under Webhook.',
  'webhook.line2': 'Paste these two and press **Verify and save**.',
  'webhook.line3': 'Under **Webhook fields** switch **messages** on.',
  'webhook.link': 'Open your Meta app',
  'webhook.url': 'Callback URL',
  'webhook.token': 'Verify token',
  'webhook.tokenText': 'Like a door password. Meta says it once, and we know it is Meta.',
  'webhook.tokenSaved': 'The one that is saved ends in {last4}. It is not shown again.',
  'webhook.newToken': 'Make a new one',
  'webhook.waiting': 'Waiting for Meta to call. This page notices by itself.',
  'webhook.verified': 'Meta has called and is let in.',

  'message.title': 'Send yourself a test message',
  'message.summary': 'Then you are live.',
  'message.line1': 'Take your own phone and open WhatsApp.',
  'message.line2': 'Write **Hello** to {number}.',
  'message.link': 'Open a chat with your number',
  'message.testNumber': 'With Meta’s test number: add your phone under **API Setup › To** first.',
  'message.waiting': 'Waiting for your message. This page notices by itself.',
  'message.trouble': 'Nothing comes?',

  'live.title': 'You’re live',
  'live.arrived': 'Your test message has arrived: “{text}”',
  'live.arrivedOther': 'Your test message has arrived.',
  'live.open': 'Customers can now write to {number}.',
  'live.share': 'Copy chat link',
  'live.shared': 'Link copied',
  'live.chats': 'Open chats',
} as const;
