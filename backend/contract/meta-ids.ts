import { z } from 'zod';

/** An id of Meta's as a person pastes it: blanks around it do not count. */
const numericId = (what: string) =>
  z
    .string(`Enter the ${what}.`)
    .trim()
    .regex(/^\d{5,30}$/, `The ${what} is a number of 5 to 30 digits, without spaces.`);

/** Which of our business numbers: Meta's id of it, not the number itself. */
export const phoneNumberIdSchema = numericId('phone number ID');

/** Which WhatsApp Business Account: what the numbers and templates belong to. */
export const businessAccountIdSchema = numericId('WhatsApp Business Account ID');
