import { countCharacters } from '../../contract/content/characters.ts';
import type { TemplateButton, TemplateFinding } from '../../contract/template.ts';
import { listNames, textOf } from './template-parts.ts';

/** How many buttons of a type a template may have. Meta, «Template components». */
const MAX_OF_TYPE: Record<string, number> = {
  QUICK_REPLY: 10,
  URL: 2,
  PHONE_NUMBER: 1,
  COPY_CODE: 1,
  OTP: 1,
  FLOW: 1,
  CATALOG: 1,
  MPM: 1,
  SPM: 1,
  VOICE_CALL: 1,
  REQUEST_CONTACT_INFO: 1,
};
const MAX_BUTTONS = 10;
const MAX_URL = 2_000;
const MAX_PHONE = 20;
const MAX_COUPON = 15;
const MAX_LABEL = 25;
const MAX_APPS = 5;
const OTP_TYPES = ['COPY_CODE', 'ONE_TAP', 'ZERO_TAP'];
/** Meta, «One-tap autofill authentication templates». */
const PACKAGE_NAME = /^[a-z]\w*(\.[a-z]\w*)+$/i;
const SIGNATURE_HASH_LENGTH = 11;
/** In minutes: a day to 30 days. Meta, «Call button messages». */
const CALL_TTL = { min: 1_440, max: 43_200 };

type Tell = (field: string, rule: string, message: string) => void;

/** Rules for a single button, by its type. */
const BUTTON_RULES: Record<string, (button: TemplateButton, tell: Tell) => void> = {
  URL: (button, tell) => {
    const url = textOf(button.url);
    const bare = url.replace(/\{\{[^{}]*\}\}$/, '');
    if (!/^https?:\/\/\S+$/i.test(url) || !URL.canParse(bare)) {
      tell('url', 'url_malformed', 'The address of a button starts with https://.');
    }
    if (countCharacters(url) > MAX_URL) {
      tell('url', 'url_too_long', `The address of a button has at most ${MAX_URL} characters.`);
    }
    if (/\{\{|\}\}/.test(bare)) {
      tell('url', 'url_variable_not_last', 'An address has one variable, at its very end.');
    }
    const [example]: unknown[] = Array.isArray(button.example) ? button.example : [button.example];
    if (listNames(url).length > 0 && textOf(example) === '') {
      tell('example', 'example_missing', 'Meta needs a sample of the whole address.');
    }
  },
  PHONE_NUMBER: (button, tell) => {
    const phone = textOf(button.phone_number);
    if (!/^\+?[\d\s().-]+$/.test(phone) || phone.length > MAX_PHONE) {
      tell(
        'phone_number',
        'phone_malformed',
        `A phone number has at most ${MAX_PHONE} characters.`,
      );
    }
  },
  COPY_CODE: (button, tell) => {
    const [given]: unknown[] = Array.isArray(button.example) ? button.example : [button.example];
    const code = textOf(given);
    if (code === '' || code.length > MAX_COUPON) {
      tell(
        'example',
        'example_missing',
        `Meta needs a sample code of at most ${MAX_COUPON} characters.`,
      );
    }
  },
  FLOW: (button, tell) => {
    if ([button.flow_id, button.flow_name, button.flow_json].every((each) => textOf(each) === '')) {
      tell('flow_id', 'flow_missing', 'A button for a flow names the flow.');
    }
  },
  VOICE_CALL: ({ ttl_minutes: minutes }, tell) => {
    const { min, max } = CALL_TTL;
    const isGood = Number.isInteger(minutes) && Number(minutes) >= min && Number(minutes) <= max;
    if (minutes === undefined || isGood) return;
    tell('ttl_minutes', 'call_ttl', `The button can be used for ${min} to ${max} minutes.`);
  },
  OTP: (button, tell) => {
    const type = textOf(button.otp_type).toUpperCase();
    if (!OTP_TYPES.includes(type)) {
      tell('otp_type', 'otp_type_unknown', `The code goes by ${OTP_TYPES.join(', ')}.`);
      return;
    }
    if (countCharacters(textOf(button.autofill_text)) > MAX_LABEL) {
      const message = `A label has at most ${MAX_LABEL} characters.`;
      tell('autofill_text', 'text_too_long', message);
    }
    if (type === 'COPY_CODE') return;
    lintApps(button, tell);
    if (type === 'ZERO_TAP' && button.zero_tap_terms_accepted !== true) {
      const message = 'Meta’s terms for codes without a tap must be accepted.';
      tell('zero_tap_terms_accepted', 'terms_not_accepted', message);
    }
  },
};

/** The Android apps that may take a code out of the message. */
function lintApps(button: TemplateButton, tell: Tell): void {
  const apps: unknown[] = Array.isArray(button.supported_apps) ? button.supported_apps : [];
  if (apps.length === 0 || apps.length > MAX_APPS) {
    tell('supported_apps', 'apps_missing', `Name one to ${MAX_APPS} apps that take the code.`);
  }
  for (const app of apps) {
    const { package_name: name, signature_hash: hash } = Object(app) as Record<string, unknown>;
    if (!PACKAGE_NAME.test(textOf(name))) {
      const message = 'The name of an app’s package looks like com.example.shop.';
      tell('supported_apps', 'app_package', message);
    }
    if (textOf(hash).length !== SIGNATURE_HASH_LENGTH) {
      const message = `The hash of an app’s signature has ${SIGNATURE_HASH_LENGTH} characters.`;
      tell('supported_apps', 'app_signature', message);
    }
  }
}

/** These have a label of Meta's own. */
const LABELLED_BY_META = new Set(['COPY_CODE', 'OTP', 'REQUEST_CONTACT_INFO']);

/** Number, types and order of buttons, and each for itself; their labels are linted as texts. */
export function lintButtons(
  buttons: readonly TemplateButton[],
  field: string,
): { findings: TemplateFinding[]; labels: { field: string; text: string }[] } {
  const findings: TemplateFinding[] = [];
  const labels: { field: string; text: string }[] = [];
  const tell: Tell = (where, rule, message) =>
    findings.push({ severity: 'error', field: where, rule, message });
  const types = buttons.map((button) => button.type.toUpperCase());
  if (buttons.length === 0) tell(field, 'buttons_missing', 'The list of buttons is empty.');
  if (buttons.length > MAX_BUTTONS) {
    tell(field, 'too_many_buttons', `A template has at most ${MAX_BUTTONS} buttons.`);
  }
  for (const type of new Set(types)) {
    const max = MAX_OF_TYPE[type];
    const count = types.filter((each) => each === type).length;
    if (max === undefined) {
      const message = `«${type}» is a kind of button that is not known here.`;
      findings.push({ severity: 'warning', field, rule: 'button_unknown', message });
    } else if (count > max) {
      tell(field, 'too_many_of_type', `A template has at most ${max} buttons of type ${type}.`);
    }
  }
  const runs = types.filter(
    (type, index) => type === 'QUICK_REPLY' && types[index - 1] !== 'QUICK_REPLY',
  );
  if (runs.length > 1) {
    tell(field, 'quick_replies_scattered', 'Quick replies stand together: all first or all last.');
  }
  buttons.forEach((button, index) => {
    const type = button.type.toUpperCase();
    BUTTON_RULES[type]?.(button, (where, rule, message) =>
      tell(`${field}.${index}.${where}`, rule, message),
    );
    if (!LABELLED_BY_META.has(type) || button.text !== undefined) {
      labels.push({ field: `${field}.${index}.text`, text: textOf(button.text) });
    }
  });
  const texts = labels.map(({ text }) => text.trim().toLowerCase()).filter((text) => text !== '');
  if (new Set(texts).size !== texts.length) {
    tell(field, 'labels_repeated', 'Two buttons have the same label.');
  }
  return { findings, labels };
}
