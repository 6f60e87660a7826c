import { html, nothing } from 'lit';
import type { TemplateResult } from 'lit';
import type { MediaContent } from '../../backend/contract/message-content.ts';
import '../components/media/media.ts';
import { renderText } from './text.ts';

/** A file, and under it what the customer wrote to it. All kinds of files look alike this far. */
export function renderMedia(content: MediaContent): TemplateResult {
  const caption = 'caption' in content ? content.caption : undefined;
  const sort = content.kind === 'audio' && content.voice ? 'audio voice' : content.kind;
  return html`<chasqui-media class=${sort} .content=${content}></chasqui-media>${
      caption === undefined ? nothing : renderText({ kind: 'text', body: caption })
    }`;
}
