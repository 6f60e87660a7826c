/** Meta's pages for people; what stands on them is said in words, as pages move. */
export const META_PAGES = {
  apps: 'https://developers.facebook.com/apps/',
  createApp: 'https://developers.facebook.com/apps/creation/',
  systemUsers: 'https://business.facebook.com/latest/settings/system_users',
  numberRules: 'https://developers.facebook.com/docs/whatsapp/cloud-api/phone-numbers',
} as const;
