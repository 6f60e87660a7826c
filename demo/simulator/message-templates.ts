import { randomInt, randomUUID } from 'node:crypto';
import { fillTemplate } from './fill-template.ts';
import type { ShownTemplate } from './fill-template.ts';
import { isObject } from './field-checks.ts';
import type { JsonObject } from './field-checks.ts';
import { GraphError, unknownObject } from './graph-error.ts';
import type { SimulatorOptions } from './options.ts';
import type { SimulatorState } from './simulator-state.ts';
import { readComponents, readNewTemplate, refusedTemplate, takeSamples } from './template-rules.ts';
import type { MessageTemplate } from './template.ts';
import type { WebhookUpdate } from './webhook-payloads.ts';

const DAY_MS = 86_400_000;
const NAME_LOCKED_MS = 30 * DAY_MS;
const MAX_TEMPLATES = 250;
const EDITS = { perDay: 1, perMonth: 10 };
const EDITABLE = ['APPROVED', 'REJECTED', 'PAUSED'];

/** What Meta may decide about a template, as the remote control asks for it. */
export interface TemplateDecision {
  status?: string | undefined;
  reason?: string | undefined;
  quality?: string | undefined;
  category?: string | undefined;
  /** Only announced: the category changes later. */
  next_category?: string | undefined;
}

/**
 * The account's message templates: made, edited and deleted through the Graph API, reviewed by a Meta
 * that approves everything after a moment unless the remote control decides otherwise. Each decision
 * is one event together with its webhook.
 */
export class MessageTemplates {
  readonly #options: Required<SimulatorOptions>;
  readonly #state: SimulatorState;
  readonly #timers = new Map<string, NodeJS.Timeout>();

  constructor(options: Required<SimulatorOptions>, state: SimulatorState) {
    this.#options = options;
    this.#state = state;
  }

  /** Goes on with the reviews that a kill has broken off. */
  resume(): void {
    for (const { id, status } of this.#state.templates.values()) {
      if (status === 'PENDING') this.#review(id);
    }
  }

  stop(): void {
    for (const timer of this.#timers.values()) clearTimeout(timer);
    this.#timers.clear();
  }

  list(filter: { name?: unknown; status?: unknown } = {}): MessageTemplate[] {
    return [...this.#state.templates.values()].filter(
      ({ name, status }) =>
        (filter.name === undefined || name === filter.name) &&
        (filter.status === undefined || status === filter.status),
    );
  }

  find(id: string): MessageTemplate | undefined {
    return this.#state.templates.get(id);
  }

  /** Throws code 100 with a subcode as Meta would. */
  create(body: unknown): Pick<MessageTemplate, 'id' | 'status' | 'category'> {
    const wanted = readNewTemplate(body);
    const deletedAtMs = this.#state.deletedTemplateNames.get(wanted.name);
    if (deletedAtMs !== undefined && Date.now() - deletedAtMs < NAME_LOCKED_MS) {
      throw refusedTemplate(
        'nameBeingDeleted',
        'Name is being deleted',
        'A template of this name was deleted; the name can be used again after 30 days.',
      );
    }
    if (this.list({ name: wanted.name }).some(({ language }) => language === wanted.language)) {
      throw refusedTemplate(
        'exists',
        'Content in this language already exists',
        `There is already ${wanted.language} content for this template.`,
      );
    }
    if (this.#state.templates.size >= MAX_TEMPLATES) {
      throw new GraphError(100, {
        subcode: 2388019,
        userTitle: 'Template limit',
        userMessage: `An account has at most ${MAX_TEMPLATES} templates.`,
      });
    }
    const id = `56${String(randomInt(1_000_000, 9_999_999))}00000000`.slice(0, 16);
    const template: MessageTemplate = {
      id,
      ...wanted,
      components: takeSamples(wanted.components, this.#state.appFiles),
      status: 'PENDING',
      quality_score: { score: 'UNKNOWN', date: Math.floor(Date.now() / 1_000) },
      rejected_reason: 'NONE',
    };
    this.#state.record({ type: 'template_saved', template });
    this.#review(id);
    return { id, status: 'PENDING', category: template.category };
  }

  /** Throws code 100 for what Meta does not let anybody edit. */
  edit(id: string, body: unknown): void {
    const template = this.#get(id, 'POST');
    const { category = template.category, components } = (isObject(body) ? body : {}) as JsonObject;
    const nowMs = Date.now();
    const edits = template.editedAtMs ?? [];
    const since = (ms: number) => edits.filter((atMs) => nowMs - atMs < ms).length;
    const isApproved = template.status === 'APPROVED';
    const isTooOften = since(DAY_MS) >= EDITS.perDay || since(30 * DAY_MS) >= EDITS.perMonth;
    if (!EDITABLE.includes(template.status) || (isApproved && isTooOften)) {
      throw refusedTemplate(
        undefined,
        'Cannot edit',
        'The template cannot be edited at this time.',
      );
    }
    if (isApproved && category !== template.category) {
      throw refusedTemplate(undefined, 'Cannot edit', 'An approved template keeps its category.');
    }
    this.#state.record({
      type: 'template_saved',
      template: {
        ...template,
        category: String(category),
        components:
          components === undefined
            ? template.components
            : takeSamples(readComponents(components, String(category)), this.#state.appFiles),
        status: 'PENDING',
        editedAtMs: isApproved ? [...edits, nowMs] : edits,
      },
    });
    this.#review(id);
  }

  /** Throws code 100 for a template that Meta has not paused. */
  unpause(id: string): void {
    const { status } = this.#get(id, 'POST');
    if (status !== 'PAUSED') {
      throw refusedTemplate(undefined, 'Cannot unpause', 'The template is not paused.');
    }
    this.decide(id, { status: 'APPROVED' });
  }

  /** Without an id: every language of the name. */
  delete(name: unknown, id: unknown): void {
    const found = this.list({ name }).filter((each) => id === undefined || each.id === id);
    if (name === undefined || found.length === 0) {
      throw new GraphError(100, {
        subcode: 2593002,
        userTitle: 'Message Template Not Found',
        userMessage: 'The template that you are trying to delete is not there.',
      });
    }
    this.#state.record({
      type: 'templates_deleted',
      ids: found.map((template) => template.id),
      name: String(name),
      atMs: Date.now(),
    });
  }

  /** Meta decides, and tells by webhook. Throws for an unknown id. */
  decide(id: string, decision: TemplateDecision): void {
    const template = this.#get(id, 'POST');
    clearTimeout(this.#timers.get(id));
    const { correct_category: coming, ...rest } = template;
    const next = decision.category === undefined ? (decision.next_category ?? coming) : undefined;
    const changed: MessageTemplate = {
      ...rest,
      status: decision.status ?? template.status,
      category: decision.category ?? template.category,
      ...(next === undefined ? {} : { correct_category: next }),
      rejected_reason:
        decision.status === 'REJECTED' ? (decision.reason ?? 'INVALID_FORMAT') : 'NONE',
      quality_score: decision.quality
        ? { score: decision.quality, date: Math.floor(Date.now() / 1_000) }
        : template.quality_score,
    };
    const updates = describeDecision(template, changed, decision);
    this.#state.record({ type: 'template_saved', template: changed, updates });
  }

  /**
   * What a send's template says. Throws 132001 for one that is not there or was never approved, 132015
   * and 132016 for one that is paused or disabled, and where its values do not fit.
   */
  fill(content: unknown): ShownTemplate {
    const { name, language, components } = content as JsonObject;
    const { code } = Object(language) as JsonObject;
    const template = this.list({ name }).find((each) => each.language === code);
    if (template?.status === 'PAUSED') throw new GraphError(132015);
    if (template?.status === 'DISABLED') throw new GraphError(132016);
    if (template?.status !== 'APPROVED') {
      throw new GraphError(132001, {
        details: `template name (${String(name)}) does not exist in ${String(code)}`,
      });
    }
    return fillTemplate(template, components);
  }

  #get(id: string, method: string): MessageTemplate {
    const template = this.find(id);
    if (!template) throw unknownObject(id, method);
    return template;
  }

  #review(id: string): void {
    clearTimeout(this.#timers.get(id));
    const approve = () => {
      this.#timers.delete(id);
      if (this.find(id)?.status === 'PENDING') this.decide(id, { status: 'APPROVED' });
    };
    this.#timers.set(id, setTimeout(approve, this.#options.templateReviewMs));
  }
}

/** The webhooks of a decision, one for each field of Meta's. */
function describeDecision(
  before: MessageTemplate,
  { id, name, language, category, rejected_reason }: MessageTemplate,
  decision: TemplateDecision,
): WebhookUpdate[] {
  // A JSON number, as at Meta.
  const named = {
    message_template_id: Number(id),
    message_template_name: name,
    message_template_language: language,
  };
  const tell = (field: string, value: JsonObject): WebhookUpdate => ({
    id: randomUUID(),
    wamid: '',
    list: 'account',
    field,
    item: { ...value, ...named },
  });
  return [
    ...(decision.status === undefined
      ? []
      : [
          tell('message_template_status_update', {
            event: decision.status,
            reason: rejected_reason,
            message_template_category: category,
          }),
        ]),
    ...(decision.quality === undefined
      ? []
      : [
          tell('message_template_quality_update', {
            previous_quality_score: before.quality_score.score,
            new_quality_score: decision.quality,
          }),
        ]),
    ...(decision.next_category === undefined
      ? []
      : [
          tell('template_category_update', {
            correct_category: decision.next_category,
            new_category: before.category,
          }),
        ]),
    ...(decision.category === undefined
      ? []
      : [
          tell('template_category_update', {
            previous_category: before.category,
            new_category: decision.category,
          }),
        ]),
  ];
}
