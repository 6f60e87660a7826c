/** The languages of templates. https://developers.facebook.com/docs/whatsapp/business-management-api/message-templates/supported-languages */
export const LANGUAGES: readonly string[] = (
  'af ar ar_AE ar_EG az be_BY bg bn bn_IN ca cs da de de_AT de_CH el en en_AE en_AU en_CA en_GB en_IN ' +
  'en_US es es_AR es_CL es_CO es_ES es_MX es_PE et fa fi fil fr fr_BE fr_CA fr_CH ga gu ha he hi hr hu ' +
  'id it ja ka kk kn ko ky_KG lo lt lv mk ml mr ms nb nl nl_BE pa pl ps_AF pt_BR pt_PT ro ru rw_RW ' +
  'si_LK sk sl sq sr sv sw ta te th tr uk ur uz vi zh_CN zh_HK zh_TW zu'
).split(' ');

const FALLBACK = 'en_US';

/** Meta's code for the language of the page: the most exact that there is. */
export function findLanguage(tag: string): string {
  const [language = '', region = ''] = tag.split('-');
  const found = [`${language}_${region}`, language].find((code) => LANGUAGES.includes(code));
  return found ?? FALLBACK;
}
