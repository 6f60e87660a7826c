import type { TemplateButton, TemplateComponent } from '../../../backend/contract/template.ts';
import { findPart } from '../template-picker/preview-template.ts';

/** How a one-time code gets from the message to where it is needed. */
export const CODE_WAYS = ['COPY_CODE', 'ONE_TAP', 'ZERO_TAP'] as const;
export type CodeWay = (typeof CODE_WAYS)[number];

/** An Android app that may take the code. */
export interface CodeApp {
  packageName: string;
  signatureHash: string;
}

/** A template for one-time codes, whose texts Meta writes. */
export interface CodeValues {
  hasAdvice: boolean;
  minutes: string;
  way: CodeWay;
  codeLabel: string;
  /** Of the button that fills the code in. */
  fillLabel: string;
  apps: readonly CodeApp[];
  /** Meta's terms for codes without a tap. */
  hasTerms: boolean;
}

export const EMPTY_APP: CodeApp = { packageName: '', signatureHash: '' };
export const EMPTY_CODE: CodeValues = {
  ...{ hasAdvice: true, minutes: '10', way: 'COPY_CODE', codeLabel: '', fillLabel: '' },
  ...{ apps: [EMPTY_APP], hasTerms: false },
};

export function toCodeComponents(code: CodeValues): TemplateComponent[] {
  const { hasAdvice, minutes } = code;
  return [
    { type: 'BODY', add_security_recommendation: hasAdvice },
    ...(minutes.trim() === ''
      ? []
      : [{ type: 'FOOTER', code_expiration_minutes: Number(minutes) }]),
    { type: 'BUTTONS', buttons: [toButton(code)] },
  ];
}

export function readCode(components: readonly TemplateComponent[]): CodeValues {
  const body = findPart(components, 'BODY');
  const footer = findPart(components, 'FOOTER');
  const button = findPart(components, 'BUTTONS')?.buttons?.[0];
  return {
    hasAdvice: body?.add_security_recommendation === true,
    minutes: String((footer?.code_expiration_minutes as number | undefined) ?? ''),
    hasTerms: false,
    ...readCodeButton(button),
  };
}

function toButton({ way, codeLabel, fillLabel, apps, hasTerms }: CodeValues): TemplateButton {
  const text = codeLabel.trim() === '' ? {} : { text: codeLabel };
  if (way === 'COPY_CODE') return { type: 'OTP', otp_type: way, ...text };
  return {
    ...{ type: 'OTP', otp_type: way, ...text },
    ...(fillLabel.trim() === '' ? {} : { autofill_text: fillLabel }),
    ...(way === 'ZERO_TAP' ? { zero_tap_terms_accepted: hasTerms } : {}),
    supported_apps: apps.map(({ packageName, signatureHash }) => ({
      ...{ package_name: packageName.trim(), signature_hash: signatureHash.trim() },
    })),
  };
}

/** Meta gives the button back as a link whose address says how the code goes. */
function readCodeButton(
  button: TemplateButton | undefined,
): Pick<CodeValues, 'way' | 'codeLabel' | 'fillLabel' | 'apps'> {
  const { searchParams: query } = new URL(
    URL.canParse(button?.url ?? '') ? (button?.url ?? '') : 'https://www.whatsapp.com/',
  );
  const word = (field: string) => {
    const given = button?.[field];
    return typeof given === 'string' ? given : undefined;
  };
  const way = (word('otp_type') ?? query.get('otp_type') ?? '').toUpperCase();
  const packageName = word('package_name') ?? query.get('package_name') ?? '';
  const signatureHash = word('signature_hash') ?? query.get('signature_hash') ?? '';
  const listed = Array.isArray(button?.supported_apps) ? button.supported_apps : [];
  const apps = listed.map((app: unknown) => {
    const { package_name, signature_hash } = Object(app) as Record<string, unknown>;
    return { packageName: textOf(package_name), signatureHash: textOf(signature_hash) };
  });
  return {
    way: CODE_WAYS.find((each) => each === way) ?? 'COPY_CODE',
    codeLabel: button?.text ?? '',
    fillLabel: word('autofill_text') ?? query.get('cta_display_name') ?? '',
    apps: apps.length > 0 ? apps : [{ packageName, signatureHash }],
  };
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
