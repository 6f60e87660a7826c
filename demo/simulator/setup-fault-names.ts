/** What can be wrong with a business's set-up at Meta, while its own settings stay as they are. */
export const SETUP_FAULTS = [
  /** Meta does not know the access token (190/467). */
  'wrong_token',
  /** It is a user's token whose time is over (190/463). */
  'expired_token',
  /** It is a user's token that ends within a day. */
  'temporary_token',
  /** It lacks `whatsapp_business_messaging`: sending is refused with code 10. */
  'missing_messaging_scope',
  /** It lacks `whatsapp_business_management`: reading is refused with code 10. */
  'missing_management_scope',
  /** It is for another account: number and account are refused with code 200. */
  'missing_asset',
  /** The number is in another account that the token may see as well. */
  'foreign_number',
  /** The app has another secret: for proofs, its own token and webhooks' signatures. */
  'wrong_app_secret',
  'app_not_subscribed',
  /** The app's webhook lacks the field `messages`: no message or status is sent. */
  'messages_unticked',
  /** The account's webhooks go to another product. */
  'foreign_callback',
  /** Sending is refused with 133010. */
  'unregistered_number',
  /** The account is banned: sending is refused with 131031. */
  'restricted_account',
  /** Sending is refused with 131042. */
  'no_payment_method',
  /** The version that is asked for has ended, and a newer one answers. */
  'wrong_api_version',
] as const;
export type SetupFault = (typeof SETUP_FAULTS)[number];
