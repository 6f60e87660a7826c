import type { DoctorLink } from '../../../contract/doctor.ts';
import type { DoctorFacts } from './doctor-facts.ts';
import { findAppId } from './doctor-facts.ts';

type LinkedFacts = Pick<DoctorFacts, 'businessAccountId' | 'token' | 'health'>;
type SettingsField = Extract<DoctorLink, { to: 'settings' }>['field'];

const meta = (url: string): DoctorLink => ({ to: 'meta', url });

/** The places where things are put right; Meta's are pages for people. */
export const links = {
  settings: (field: SettingsField): DoctorLink => ({ to: 'settings', field }),
  systemUsers: () => meta('https://business.facebook.com/latest/settings/system_users'),
  phoneNumbers: ({ businessAccountId }: LinkedFacts) =>
    meta(
      `https://business.facebook.com/wa/manage/phone-numbers/?waba_id=${encodeURIComponent(businessAccountId)}`,
    ),
  supportHome: () => meta('https://business.facebook.com/business-support-home'),
  payments: () => meta('https://business.facebook.com/billing_hub/payment_settings'),
  appConfiguration: (facts: LinkedFacts) => meta(`${appPage(facts)}whatsapp-business/wa-settings/`),
  appBasics: (facts: LinkedFacts) => meta(`${appPage(facts)}settings/basic/`),
};

/** The app's page, or while its id is not known the list of all. */
function appPage(facts: LinkedFacts): string {
  const appId = findAppId(facts);
  const apps = 'https://developers.facebook.com/apps/';
  return appId === undefined ? apps : `${apps}${encodeURIComponent(appId)}/`;
}
