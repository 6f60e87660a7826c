import { parseArgs } from 'node:util';
import type { z } from 'zod';
import { webhookEventQuerySchema, webhookItemQuerySchema } from '../contract/webhook-event.ts';
import type { WebhookEvent, WebhookItem } from '../contract/webhook-event.ts';
import type { WebhookJournalService } from '../features/webhooks/webhook-journal-service.ts';
import { phoneOfWaId } from '../whatsapp/phone-number.ts';
import { UsageError, expectArguments, formatTable } from './command.ts';
import type { CommandGroup } from './command.ts';
import { withAccess } from './open-access.ts';
import { parseInput } from './parse-input.ts';

type Print = (line: string) => void;

const OPTIONS = {
  list: { search: { type: 'string' }, state: { type: 'string' }, limit: { type: 'string' } },
  show: {},
  replay: { failed: { type: 'boolean' } },
} as const;

/** `chasqui webhooks …` */
export const webhooksCommands: CommandGroup = {
  summary: 'find out where a message is, work through webhooks again',
  help: [
    'chasqui webhooks list [--search PHONE|WAMID|USER_ID] [--state stored|done|failed] [--limit N]',
    'chasqui webhooks show ID          its items, and the body as it came',
    'chasqui webhooks replay ID        puts it back in line; a running server takes it within a second',
    'chasqui webhooks replay --failed  all that failed or have items that were set aside',
  ].join('\n'),

  async run([command = '', ...args], { config, print }) {
    if (command !== 'list' && command !== 'show' && command !== 'replay') {
      throw new UsageError(`There is no command «webhooks ${command}».`);
    }
    const options: Record<string, { type: 'string' | 'boolean' }> = OPTIONS[command];
    const { values, positionals } = parseArgs({ args, allowPositionals: true, options });
    if (command === 'list') expectArguments(positionals);
    const isAll = values.failed === true;
    const [id = ''] =
      command === 'list' ? [] : expectArguments(positionals, ...(isAll ? [] : ['ID']));
    await withAccess(config.databaseUrl, async ({ webhooks }) => {
      if (command === 'list') {
        await list(webhooks, parseInput(webhookEventQuerySchema, values), print);
      } else if (command === 'show') {
        await show(webhooks, id, print);
      } else if (isAll) {
        print(`${await webhooks.replayFailed()} webhook(s) are back in line.`);
      } else {
        await webhooks.replay(id);
        print(`Webhook ${id} is back in line.`);
      }
    });
  },
};

async function list(
  webhooks: WebhookJournalService,
  query: z.output<typeof webhookEventQuerySchema>,
  print: Print,
): Promise<void> {
  const { events, counts, next_cursor: next } = await webhooks.list(query);
  const rows = events.map((event) => [
    event.id,
    event.received_at,
    event.state,
    describeStates(event),
    describeItems(event.items),
    event.error ?? '',
  ]);
  if (rows.length === 0) print('No webhook was found.');
  else printTable([['ID', 'RECEIVED', 'STATE', 'ITEMS', 'ABOUT', 'ERROR'], ...rows], print);
  if (next !== null) print('There are more: narrow the search or raise --limit.');
  print(
    `In all ${counts.stored} waiting, ${counts.failed} failed; ` +
      `items set aside: ${counts.unknown_items} unknown, ${counts.failed_items} failed.`,
  );
}

async function show(webhooks: WebhookJournalService, id: string, print: Print): Promise<void> {
  let page = await webhooks.get(id, parseInput(webhookItemQuerySchema, {}));
  print(
    `Webhook ${page.id}, received ${page.received_at}, ${page.size_bytes} bytes: ${page.state}.`,
  );
  if (page.error !== null) print(page.error);
  const items = [...page.items];
  const body = page.raw_body;
  while (page.next_cursor !== null) {
    page = await webhooks.get(id, parseInput(webhookItemQuerySchema, { cursor: page.next_cursor }));
    items.push(...page.items);
  }
  const rows = items.map((item) => [
    item.item_path || '(the whole body)',
    item.kind === null ? item.type : `${item.type} ${item.kind}`,
    item.message_id ?? '',
    personOf(item),
    item.state,
    item.reason ?? '',
  ]);
  if (rows.length > 0) {
    print('');
    printTable([['ITEM', 'TYPE', 'WAMID', 'PERSON', 'STATE', 'REASON'], ...rows], print);
  }
  print('');
  print(toPrintable(body));
}

function printTable(rows: string[][], print: Print): void {
  for (const line of formatTable(rows)) print(toPrintable(line));
}

function describeStates({ item_states: states }: WebhookEvent): string {
  return Object.entries(states)
    .filter(([, count]) => count > 0)
    .map(([state, count]) => `${count} ${state}`)
    .join(', ');
}

/** The first item, and how many more are listed. */
function describeItems(items: readonly WebhookItem[]): string {
  const [first] = items;
  if (!first) return '';
  const about = [first.kind ?? first.type, personOf(first), first.message_id ?? ''];
  const more = items.length > 1 ? [`and ${items.length - 1} more`] : [];
  return [...about, ...more].filter((part) => part !== '').join(' ');
}

function personOf({ wa_id: waId, user_id: userId }: WebhookItem): string {
  return waId === null ? (userId ?? '') : phoneOfWaId(waId);
}

/** What strangers wrote must not steer the terminal. */
function toPrintable(text: string): string {
  return text.replace(/(?!\n)\p{Cc}/gu, '\uFFFD');
}
