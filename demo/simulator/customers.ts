/**
 * The three ways in which a WhatsApp user appears to a business since usernames exist: by phone, by
 * username and phone, and by username alone. The last one has no `wa_id` and no `from` in any
 * webhook, ever: the fields are absent, not empty.
 */
export interface Customer {
  id: string;
  /** The name of the WhatsApp profile. */
  name: string;
  /** Business-scoped user id. */
  userId: string;
  /** Digits without `+`; absent for a customer whom the business can't reach by phone. */
  waId?: string;
  /** The number of somebody whose phone webhooks withhold; who knows it reaches them by it. */
  hiddenWaId?: string;
  /** Without the leading `@`. */
  username?: string;
}

export const CUSTOMERS: readonly Customer[] = [
  { id: 'nadia', name: 'Nadia Okoro', userId: 'US.48213570926641', waId: '15550100999' },
  {
    id: 'tomas',
    name: 'Tomás Rivera',
    userId: 'US.77310042951188',
    waId: '15550100998',
    username: 'tomas.rivera',
  },
  {
    id: 'aiko',
    name: 'Aiko 愛子',
    userId: 'JP.30914477120056',
    hiddenWaId: '15550100996',
    username: 'aiko.draws',
  },
];

/** A group of the business; its participants are on their own phones. */
export interface Group {
  /** Opaque, as Meta's are. */
  id: string;
  subject: string;
}

export const GROUPS: readonly Group[] = [{ id: 'Y2FwaV9ncm91cDox', subject: 'Kettle club' }];

/** The part of a send request that names its recipient. */
export interface Recipient {
  customer: Customer | undefined;
  /** As it stood in the request. */
  input: string;
  by: 'phone' | 'user-id' | 'group';
  /** Digits of the phone that was addressed. */
  waId?: string;
}

/**
 * Who a request addresses: `to` (a phone) wins over `recipient` (a business-scoped user id). A
 * customer without a phone number is never found by phone; one whose number webhooks withhold is. A phone without its `+` gets the
 * business's own country code in front, as Meta warns, and so reaches a stranger or nobody.
 */
export function findRecipient(
  customers: readonly Customer[],
  to: string | undefined,
  recipient: string | undefined,
  businessCountryCode: string,
): Recipient {
  if (to !== undefined) {
    const digits = to.replace(/\D/g, '');
    const waId = to.trim().startsWith('+') ? digits : `${businessCountryCode}${digits}`;
    const customer = customers.find(
      (candidate) => candidate.waId === waId || candidate.hiddenWaId === waId,
    );
    return { customer, input: to, by: 'phone', waId };
  }
  const input = recipient ?? '';
  return { customer: customers.find(({ userId }) => userId === input), input, by: 'user-id' };
}
