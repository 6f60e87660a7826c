/*
 * The window of the simulated sign-up: permissions, account, number. It tells the page what happened
 * as Meta does, by messages of JSON text, and gives the code to the SDK.
 */
const byId = (id) => document.getElementById(id);
const parameters = new URLSearchParams(location.search);
const pageOrigin = parameters.get('page_origin') ?? '';
const extras = JSON.parse(parameters.get('extras') || '{}');
const isOnPhone = extras.featureType === 'whatsapp_business_app_onboarding';
const BUSINESS_ID = '440000000000004';

const SCOPES = [
  { value: 'whatsapp_business_management', label: 'Manage the WhatsApp account' },
  { value: 'whatsapp_business_messaging', label: 'Send and receive messages' },
];

const chosen = { scopes: SCOPES.map(({ value }) => value), account: '', number: '' };
let step = 'BUSINESS_ACCOUNT_SELECTION';

const element = (tag, className, content) => {
  const made = document.createElement(tag);
  if (className) made.className = className;
  if (content !== undefined) made.textContent = content;
  return made;
};

function tellPage(event, data) {
  const message = { type: 'WA_EMBEDDED_SIGNUP', event, data, version: 4 };
  window.opener?.postMessage(JSON.stringify(message), pageOrigin);
}

function choice(type, name, { value, label, hint, isChosen }) {
  const line = element('label');
  const input = Object.assign(element('input'), { type, name, value, checked: isChosen });
  const words = element('span', '', label);
  if (hint) words.append(element('small', '', hint));
  line.append(input, words);
  return line;
}

/** One screen; resolves to the form's values when somebody goes on. */
function show({ title, lead, choices, next, extra = [] }) {
  byId('title').textContent = title;
  byId('lead').textContent = lead;
  byId('problem').hidden = true;
  const form = byId('step');
  const actions = element('div', 'actions');
  actions.append(element('button', 'primary', next));
  for (const { label, act } of [...extra, { label: 'Cancel', act: cancel }]) {
    const button = Object.assign(element('button', '', label), { type: 'button' });
    button.addEventListener('click', act);
    actions.append(button);
  }
  form.replaceChildren(...choices, actions);
  byId('title').focus();
  return new Promise((resolve) => {
    form.onsubmit = (event) => {
      event.preventDefault();
      resolve(new FormData(form));
    };
  });
}

function cancel() {
  tellPage('CANCEL', { current_step: step });
  window.close();
}

/** As when something breaks at Meta and the person reports it. */
function reportError() {
  tellPage('CANCEL', {
    error_message: 'Your account could not be verified.',
    error_id: '524126',
    session_id: 'simulated-session',
    timestamp: String(Math.floor(Date.now() / 1_000)),
  });
  window.close();
}

async function finish(isWithNumber) {
  const answer = await fetch('/signup-dialog/codes', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      account_id: chosen.account,
      scopes: chosen.scopes,
      ...(isOnPhone ? { phone_number_id: chosen.number } : {}),
    }),
  });
  const { code, error } = await answer.json();
  if (!answer.ok) {
    byId('problem').hidden = false;
    byId('problem').textContent = error?.message ?? 'That did not work.';
    return;
  }
  const event = isOnPhone
    ? 'FINISH_WHATSAPP_BUSINESS_APP_ONBOARDING'
    : isWithNumber
      ? 'FINISH'
      : 'FINISH_ONLY_WABA';
  tellPage(event, {
    ...(isWithNumber && !isOnPhone ? { phone_number_id: chosen.number } : {}),
    waba_id: chosen.account,
    business_id: BUSINESS_ID,
  });
  window.opener?.postMessage({ simulatedLogin: { code } }, pageOrigin);
  window.close();
}

async function run() {
  const answer = await fetch(`/signup-dialog/portfolio${location.search}`);
  const portfolio = await answer.json();
  if (!answer.ok) {
    byId('title').textContent = 'This did not open';
    byId('lead').textContent = portfolio.error.message;
    return;
  }
  const scopes = await show({
    title: `Connect ${portfolio.app_name} with WhatsApp`,
    lead: 'You are signed in as a simulated person. The app asks for:',
    choices: SCOPES.map((scope) => choice('checkbox', 'scope', { ...scope, isChosen: true })),
    next: 'Continue',
    extra: [{ label: 'Report an error', act: reportError }],
  });
  chosen.scopes = scopes.getAll('scope');
  const accounts = portfolio.accounts.filter(({ numbers }) =>
    isOnPhone ? numbers.some((number) => number.is_on_phone) : true,
  );
  const account = await show({
    title: 'Choose the business account',
    lead: 'The app gets access to this one only.',
    choices: accounts.map(({ id, name }, at) =>
      choice('radio', 'account', { value: id, label: name, hint: id, isChosen: at === 0 }),
    ),
    next: 'Continue',
  });
  chosen.account = account.get('account');
  step = 'PHONE_NUMBER_SETUP';
  const { numbers } = accounts.find(({ id }) => id === chosen.account);
  const fitting = numbers.filter((number) => number.is_on_phone === isOnPhone);
  const number = await show({
    title: isOnPhone ? 'Scan the code with your phone' : 'Choose the phone number',
    lead: isOnPhone
      ? 'In the WhatsApp Business app: Settings, Business platform. This simulated phone has scanned it already.'
      : 'It was verified by SMS.',
    choices: fitting.map(({ id, display_phone_number, verified_name }, at) =>
      choice('radio', 'number', {
        value: id,
        label: display_phone_number,
        hint: verified_name,
        isChosen: at === 0,
      }),
    ),
    next: 'Finish',
    extra: isOnPhone ? [] : [{ label: 'Finish without a number', act: () => void finish(false) }],
  });
  chosen.number = number.get('number');
  await finish(chosen.number !== null);
}

await run();
