import type {
  Template,
  TemplateChange,
  TemplateDraft,
  TemplateFinding,
  TemplateListState,
  TemplateSampleKind,
} from '../../backend/contract/template.ts';
import type { ListTemplatesOptions } from '../api/api-client.ts';
import { NOW } from './sample-data.ts';
import { sampleTemplate } from './sample-templates.ts';

/** The server's side of the admins' page for templates: keeps them, and answers as it is told to. */
export class FakeTemplates {
  templates: Template[];
  state: Omit<TemplateListState, 'template_count'> = { synced_at: NOW, sync_error: null };
  /** What the linter finds from now on. */
  findings: TemplateFinding[] = [];
  /** What the next calls fail with; questions for the list and the linter do not. */
  refusal: Error | undefined;
  readonly asked: ListTemplatesOptions[] = [];
  readonly linted: TemplateDraft[] = [];
  readonly created: TemplateDraft[] = [];
  readonly edited: [id: string, change: TemplateChange][] = [];
  readonly uploaded: [name: string, kind: TemplateSampleKind][] = [];

  constructor(templates: Template[] = []) {
    this.templates = templates;
  }

  readonly api = {
    listTemplates: async (options: ListTemplatesOptions) => {
      this.asked.push(options);
      const { search = '', status } = options;
      const templates = this.templates.filter(
        (each) => each.name.includes(search) && (status === undefined || each.status === status),
      );
      const state = { ...this.state, template_count: this.templates.length };
      return Promise.resolve({ templates, next_cursor: null, state });
    },
    syncTemplates: async () => {
      await this.#answer();
      return { ...this.state, template_count: this.templates.length };
    },
    lintTemplate: async (draft: TemplateDraft) => {
      this.linted.push(draft);
      return Promise.resolve({ findings: this.findings });
    },
    createTemplate: async (draft: TemplateDraft) => {
      this.created.push(draft);
      await this.#answer();
      return { template: sampleTemplate({ name: draft.name, status: 'PENDING' }), findings: [] };
    },
    editTemplate: async (id: string, change: TemplateChange) => {
      this.edited.push([id, change]);
      await this.#answer();
      return { template: sampleTemplate({ id, status: 'PENDING' }), findings: [] };
    },
    deleteTemplate: (id: string) => this.#delete((each) => each.id === id),
    deleteTemplateName: (name: string) => this.#delete((each) => each.name === name),
    uploadTemplateSample: async (file: File, { kind }: { kind: TemplateSampleKind }) => {
      this.uploaded.push([file.name, kind]);
      await this.#answer();
      return { handle: `4::${kind}:${file.name}` };
    },
  };

  async #delete(isMeant: (template: Template) => boolean) {
    await this.#answer();
    const deleted = this.templates.filter(isMeant);
    this.templates = this.templates.filter((each) => !isMeant(each));
    return { deleted };
  }

  async #answer(): Promise<void> {
    await Promise.resolve();
    if (this.refusal) throw this.refusal;
  }
}
