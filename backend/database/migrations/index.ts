import { createTables } from './202611210900_create_tables.ts';
import { createMessageAmendments } from './202611211000_create_message_amendments.ts';
import { webhookItems } from './202611211010_webhook_items.ts';
import { health } from './202611211020_health.ts';
import { createMedia } from './202611211030_create_media.ts';
import { templates } from './202611211110_templates.ts';
import { people } from './202611211120_people.ts';
import { uploads } from './202611211130_uploads.ts';
import { messageProvenance } from './202611211140_message_provenance.ts';
import { refusedWebhooks } from './202611211150_refused_webhooks.ts';
import { numberFacts } from './202611211210_number_facts.ts';
import { thumbnails } from './202611211200_thumbnails.ts';
import { signups } from './202611211230_signups.ts';
import { setupSteps } from './202611211510_setup_steps.ts';
import { contactBlocks } from './202611211230_contact_blocks.ts';
import { reactionOrders } from './202611211600_reaction_orders.ts';
import { messageHold } from './202611211810_message_hold.ts';
import { thumbnailTries } from './202611211830_thumbnail_tries.ts';
import { outboxResumptions } from './202611212005_outbox_resumptions.ts';
import type { Migration } from './migration.ts';

/**
 * Every migration by its name, in the order of the names. A merged one is never edited. None may
 * switch its transaction off: a process killed half-way would leave the lock stuck.
 */
export const migrations: Record<string, Migration> = {
  '202611210900_create_tables': createTables,
  '202611211000_create_message_amendments': createMessageAmendments,
  '202611211010_webhook_items': webhookItems,
  '202611211020_health': health,
  '202611211030_create_media': createMedia,
  '202611211110_templates': templates,
  '202611211120_people': people,
  '202611211130_uploads': uploads,
  '202611211140_message_provenance': messageProvenance,
  '202611211150_refused_webhooks': refusedWebhooks,
  '202611211210_number_facts': numberFacts,
  '202611211200_thumbnails': thumbnails,
  '202611211230_signups': signups,
  '202611211510_setup_steps': setupSteps,
  '202611211230_contact_blocks': contactBlocks,
  '202611211600_reaction_orders': reactionOrders,
  '202611211810_message_hold': messageHold,
  '202611211830_thumbnail_tries': thumbnailTries,
  '202611212005_outbox_resumptions': outboxResumptions,
};
