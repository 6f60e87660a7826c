import type { SimulatorOptions } from '../options.ts';

/** A number of the business that the app doesn't know before somebody shares it. */
export interface PortfolioNumber {
  phoneNumberId: string;
  businessAccountId: string;
  displayPhoneNumber: string;
  verifiedName: string;
  /** In use in the WhatsApp Business app of a phone, where it stays. */
  isOnPhone: boolean;
  /** Two-step verification that was set up elsewhere. */
  pin?: string;
}

export interface PortfolioAccount {
  id: string;
  name: string;
}

/** Fictional accounts of one business portfolio, besides the one that is connected from the start. */
export const PORTFOLIO_ACCOUNTS: readonly PortfolioAccount[] = [
  { id: '900100200300410', name: 'Storeboard Repairs' },
  { id: '900100200300420', name: 'Storeboard Lamps' },
  { id: '900100200300430', name: 'Storeboard Outlet' },
];

export const PORTFOLIO_NUMBERS: readonly PortfolioNumber[] = [
  {
    phoneNumberId: '700500300100210',
    businessAccountId: '900100200300410',
    displayPhoneNumber: '+1 555-010-0210',
    verifiedName: 'Storeboard Repairs',
    isOnPhone: false,
  },
  {
    phoneNumberId: '700500300100211',
    businessAccountId: '900100200300410',
    displayPhoneNumber: '+1 555-010-0211',
    verifiedName: 'Storeboard Spare Parts',
    isOnPhone: false,
    pin: '246810',
  },
  {
    phoneNumberId: '700500300100220',
    businessAccountId: '900100200300420',
    displayPhoneNumber: '+1 555-010-0220',
    verifiedName: 'Storeboard Lamps',
    isOnPhone: true,
  },
];

/** The number with this id: one of the portfolio, or the one that is connected from the start. */
export function findNumber(
  options: Required<SimulatorOptions>,
  id: string | undefined,
): PortfolioNumber | undefined {
  if (id === options.phoneNumberId) return { ...options, isOnPhone: false };
  return PORTFOLIO_NUMBERS.find(({ phoneNumberId }) => phoneNumberId === id);
}

/** The options as they are for one number; without an id, for the one from the start. */
export function optionsOf(
  options: Required<SimulatorOptions>,
  phoneNumberId: string | undefined,
): Required<SimulatorOptions> {
  const number = PORTFOLIO_NUMBERS.find((one) => one.phoneNumberId === phoneNumberId);
  if (!number) return options;
  const { businessAccountId, displayPhoneNumber, verifiedName } = number;
  return {
    ...options,
    phoneNumberId: number.phoneNumberId,
    businessAccountId,
    displayPhoneNumber,
    verifiedName,
  };
}

/** The account of a number's or account's id; undefined: nothing of the business. */
export function accountOf(options: Required<SimulatorOptions>, id: string): string | undefined {
  if (id === options.businessAccountId) return id;
  if (PORTFOLIO_ACCOUNTS.some((account) => account.id === id)) return id;
  return findNumber(options, id)?.businessAccountId;
}

/** The account of a number of the portfolio; undefined: the number from the start. */
export function portfolioAccountOf(phoneNumberId: string): string | undefined {
  return PORTFOLIO_NUMBERS.find((one) => one.phoneNumberId === phoneNumberId)?.businessAccountId;
}
