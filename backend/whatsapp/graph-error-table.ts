/*
 * Meta's error codes as data: what each means for a message we sent, what a person can do, and how
 * the outbox reacts. Source: Meta's error code reference for the WhatsApp Business Platform, as of
 * November 2026. Codes that only management calls give (registration, templates, flows) are here
 * too, because settings show them in the same words.
 */

/** What kind of remedy a fault has, and so whose job it is. */
export type GraphErrorAction =
  /** Goes away by itself: try again with growing pauses. */
  | 'retry'
  /** Goes away after a stated time. */
  | 'wait'
  /** Never succeeds as it is. */
  | 'never'
  /** An admin gives a new access token. */
  | 'reauthenticate'
  /** An admin completes permissions or set-up at Meta. */
  | 'setup'
  /** Whoever pays settles it at Meta. */
  | 'billing'
  /** Meta enforces a policy; an admin looks at the account there. */
  | 'policy'
  /** Use or mend a template. */
  | 'template'
  /** The message or its parameters are wrong: bad input or a fault of ours. */
  | 'input';

/** What the outbox does by itself with the message that was refused, and with those behind it. */
export type OutboxReaction =
  /** This message failed; the others go on. */
  | 'fail'
  /** This message again, a handful of times; the others go on. */
  | 'retry'
  /** Like `retry`, but only once or twice: the cause may be the message itself. */
  | 'retry_few'
  /** This contact waits 4^n seconds; the others go on. */
  | 'wait_pair'
  /** The whole number waits a little (throughput). */
  | 'wait_number'
  /** The whole number waits for minutes (call quotas of the app or the account). */
  | 'wait_quota'
  /** The whole number stands still until an admin has acted; nobody's attempt is counted. */
  | 'pause_number';

export interface GraphErrorEntry {
  /** Single codes, or `[first, last]`. */
  codes: readonly (number | readonly [first: number, last: number])[];
  action: GraphErrorAction;
  reaction: OutboxReaction;
  /** What happened: completes the sentence «Not delivered: …». */
  title: string;
  /** What to do about it: one or two sentences. */
  advice: string;
  /** True where a person who sends the same message again may succeed. */
  isRetryable: boolean;
  /**
   * True for codes that only say that something broke inside Meta. With an HTTP 5xx they do not
   * prove that nothing was sent.
   */
  isVague?: true;
}

const RETRY = { action: 'retry', reaction: 'retry', isRetryable: true } as const;
const NEVER = { action: 'never', reaction: 'fail', isRetryable: false } as const;
const INPUT = { action: 'input', reaction: 'fail', isRetryable: false } as const;
const SETUP = { action: 'setup', reaction: 'fail', isRetryable: true } as const;
const WAIT = { action: 'wait', reaction: 'fail', isRetryable: true } as const;
const TEMPLATE = { action: 'template', reaction: 'fail', isRetryable: false } as const;
const POLICY = { action: 'policy', reaction: 'fail', isRetryable: true } as const;
const REAUTHENTICATE = {
  action: 'reauthenticate',
  reaction: 'pause_number',
  isRetryable: true,
  title: 'Meta refused the access token',
  advice: 'An admin must enter a new access token in Settings. Waiting messages then go out.',
} as const;

const RETRY_ADVICE = 'Retry in a few minutes.';
const MESSAGE_FAULT_ADVICE = 'Change the message and send it again.';

export const GRAPH_ERRORS: readonly GraphErrorEntry[] = [
  // Access and permissions
  { ...REAUTHENTICATE, codes: [0, 102, 190] },
  {
    ...SETUP,
    codes: [3, 10, 131005],
    title: 'Meta says that this app may not do that',
    advice:
      'An admin must give the app and its system user the WhatsApp permissions in Meta Business settings, then retry.',
  },
  {
    ...SETUP,
    codes: [[200, 299]],
    reaction: 'pause_number',
    title: 'the access token lacks a permission or the number is not assigned to it',
    advice:
      'An admin must assign the WhatsApp account to the system user in Meta Business settings and save the settings here again. Waiting messages then go out.',
  },
  {
    ...SETUP,
    codes: [33],
    title: 'Meta says that our number was deleted',
    advice: 'An admin must connect a number that exists in Settings.',
  },
  {
    ...SETUP,
    codes: [803],
    title: 'Meta does not know the number or account we send from',
    advice: 'An admin must check the phone number ID and the account ID in Settings.',
  },

  // Meta's own faults
  {
    ...RETRY,
    codes: [1],
    reaction: 'retry_few',
    isVague: true,
    title: 'a problem at Meta',
    advice: `${RETRY_ADVICE} If it fails again, the message itself may be the cause.`,
  },
  {
    ...RETRY,
    codes: [2, 131016, 133004],
    isVague: true,
    title: 'WhatsApp was out of service for a moment',
    advice: RETRY_ADVICE,
  },
  {
    ...RETRY,
    codes: [131000],
    reaction: 'retry_few',
    isVague: true,
    title: 'a problem at Meta',
    advice: RETRY_ADVICE,
  },
  {
    ...RETRY,
    codes: [131057, 2494100],
    reaction: 'wait_number',
    title: 'our number was in maintenance at Meta',
    advice: RETRY_ADVICE,
  },

  // Limits
  {
    ...RETRY,
    codes: [4, 80007],
    reaction: 'wait_quota',
    title: 'our app has reached its limit of calls to Meta',
    advice: 'Retry in an hour.',
  },
  {
    ...RETRY,
    codes: [17, 341, 613],
    reaction: 'wait_quota',
    title: 'we have made too many calls to Meta',
    advice: 'Retry in an hour.',
  },
  {
    ...RETRY,
    codes: [130429],
    reaction: 'wait_number',
    title: 'our number sent too many messages at once',
    advice: RETRY_ADVICE,
  },
  {
    ...RETRY,
    codes: [131056],
    reaction: 'wait_pair',
    title: 'too many messages to this person in a short time',
    advice: RETRY_ADVICE,
  },
  {
    ...WAIT,
    codes: [131048],
    title: 'WhatsApp limits our number because people blocked or reported it',
    advice: 'Wait until the quality rating has recovered; an admin sees it in WhatsApp Manager.',
  },
  {
    ...WAIT,
    codes: [131049],
    title: 'WhatsApp held it back to spare this person too many marketing messages',
    advice: 'Wait at least 24 hours before you send it again.',
  },
  {
    ...WAIT,
    codes: [131064],
    title: 'WhatsApp limits our templates because some were filed under a wrong category',
    advice: 'An admin must correct the categories in WhatsApp Manager.',
  },
  {
    ...WAIT,
    codes: [132069, 133008, 133009, 133015, 133016, 134101],
    title: 'WhatsApp asks us to wait before that is tried again',
    advice: 'Retry later; Meta’s own words say how long it takes.',
  },

  // The recipient
  {
    ...NEVER,
    codes: [130403],
    title: 'this person is blocked',
    advice: 'Unblock them first.',
  },
  {
    ...NEVER,
    codes: [130472],
    title: 'WhatsApp did not send it: this person takes part in an experiment of Meta',
    advice: 'Try another channel, or wait until they write to you.',
  },
  {
    ...NEVER,
    codes: [131026],
    title: 'WhatsApp cannot reach this person',
    advice:
      'The number may not be on WhatsApp, their app may be too old, or they have not accepted its terms. Check the number or try another channel.',
  },
  {
    ...SETUP,
    codes: [131030],
    title: 'a test number can only write to numbers on its list',
    advice: 'An admin must add this phone under API Setup in Meta’s app dashboard, then retry.',
  },
  {
    ...NEVER,
    codes: [131050],
    title: 'this person has stopped our marketing messages',
    advice: 'Do not send them marketing. You can answer when they write.',
  },
  {
    ...NEVER,
    codes: [131062],
    title: 'this kind of message needs a phone number',
    advice: 'Ask the person for their number, or send another kind of message.',
  },
  {
    ...NEVER,
    codes: [137000],
    title: 'this person’s identity key has changed',
    advice: 'Make sure that it is still the same person before you write again.',
  },
  {
    ...INPUT,
    codes: [131021],
    title: 'sender and recipient are the same number',
    advice: 'Choose another recipient.',
  },

  // The account
  {
    ...POLICY,
    codes: [368, 131031],
    reaction: 'pause_number',
    title: 'Meta has locked or restricted our account',
    advice:
      'An admin must see the reason in WhatsApp Manager, settle it, and save the settings here again. Waiting messages then go out.',
  },
  {
    ...POLICY,
    codes: [130497],
    title: 'our business may not write to people in this country',
    advice: 'An admin finds the rule in WhatsApp’s commerce policy.',
  },
  {
    ...SETUP,
    codes: [131037],
    title: 'our display name is not approved yet',
    advice: 'An admin must get the name approved in WhatsApp Manager, then retry.',
  },
  {
    action: 'billing',
    reaction: 'pause_number',
    isRetryable: true,
    codes: [131042],
    title: 'a payment problem on our account at Meta',
    advice:
      'An admin must add or mend the payment method in WhatsApp Manager and save the settings here again. Waiting messages then go out.',
  },
  {
    action: 'billing',
    reaction: 'fail',
    isRetryable: true,
    codes: [131044, 134011],
    title: 'a payment problem on our account at Meta',
    advice: 'An admin must settle payment and its terms in WhatsApp Manager, then retry.',
  },
  {
    ...SETUP,
    codes: [131045, 133006, 133010],
    reaction: 'pause_number',
    title: 'our number is not registered with WhatsApp',
    advice:
      'An admin must register the number at Meta and save the settings here again. Waiting messages then go out.',
  },
  {
    ...SETUP,
    codes: [131063, 132068, 133000, 133005, 134102, 136024, [200005, 200007]],
    title: 'something is not set up at Meta for that',
    advice: 'An admin must complete it in WhatsApp Manager, then retry.',
  },

  // The window and templates
  {
    ...TEMPLATE,
    codes: [131047],
    title: 'the 24-hour window had closed',
    advice:
      'Send an approved template to restart the chat. Once they reply, you can write freely for 24 hours.',
  },
  {
    ...TEMPLATE,
    codes: [132001],
    title: 'the template does not exist in this language, or is not approved',
    advice: 'Choose an approved template.',
  },
  {
    ...TEMPLATE,
    codes: [132005, 132007],
    title: 'the filled-in template is too long or breaks WhatsApp’s rules',
    advice: 'Shorten or change its values, or choose another template.',
  },
  {
    ...TEMPLATE,
    codes: [132015, 132016],
    title: 'WhatsApp has paused or disabled this template',
    advice: 'Choose another template, or mend this one in WhatsApp Manager.',
  },
  {
    ...INPUT,
    codes: [132000, 132008, 132012, 132018],
    title: 'the template’s values do not fit',
    advice: 'Fill in every value in the form the template asks for.',
  },
  {
    ...INPUT,
    codes: [131055, 134100],
    title: 'this way of sending is for marketing templates only',
    advice: 'Choose a marketing template, or send it the usual way.',
  },

  // The message
  {
    ...INPUT,
    codes: [100, 131008, 131009, 135000],
    title: 'WhatsApp did not accept the message as it is',
    advice: MESSAGE_FAULT_ADVICE,
  },
  {
    ...NEVER,
    codes: [131051, 131060],
    title: 'WhatsApp does not support this kind of message here',
    advice: 'Send it in another form, for example as text.',
  },
  {
    ...NEVER,
    codes: [131052],
    title: 'the file the customer sent could not be fetched',
    advice: 'Ask them to send it again.',
  },
  {
    ...INPUT,
    codes: [131053],
    title: 'WhatsApp did not accept the file',
    advice: 'Its kind or size may not be allowed. Convert or shrink it and send it again.',
  },

  // Neighbouring features
  {
    ...SETUP,
    codes: [[141000, 141020]],
    title: 'Meta does not let our number send at the moment',
    advice: 'An admin finds Meta’s reason in the state of the number in WhatsApp Manager.',
  },
  {
    ...INPUT,
    codes: [131020, 131041, 131059, [131201, 131215]],
    title: 'WhatsApp refused it for this group',
    advice: 'An admin must check the group and our rights in it.',
  },
  {
    ...INPUT,
    codes: [
      [138000, 138018],
      [139000, 139004],
      [139100, 139103],
      [147001, 147005],
      [2388000, 2388999],
    ],
    title: 'WhatsApp refused what was asked',
    advice: 'An admin finds the details in Meta’s own words.',
  },
];

/** For codes that Meta has invented since, and for errors without a code. */
export const UNKNOWN_GRAPH_ERROR: GraphErrorEntry = {
  codes: [],
  action: 'never',
  reaction: 'fail',
  isRetryable: true,
  isVague: true,
  title: 'WhatsApp refused the message',
  advice: 'Meta’s own words may say why. You can retry.',
};
