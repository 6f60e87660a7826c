import { css } from 'lit';

export const bubbleStyles = css`
  :host {
    display: flex;
    flex-direction: column;
    align-items: flex-start;
  }
  :host([outgoing]) {
    align-items: flex-end;
  }
  .bubble {
    display: flow-root;
    max-inline-size: min(82%, var(--chasqui-bubble-cap, 480px));
    padding: 6px 10px;
    border-radius: var(--chasqui-radius-lg);
    background: var(--chasqui-bubble-in);
    box-shadow: var(--chasqui-shadow-1);
    border: 1px solid transparent;
    overflow-wrap: anywhere;
  }
  :host([first]) .bubble {
    border-start-start-radius: var(--chasqui-radius-xs);
  }
  :host([outgoing]) .bubble {
    background: var(--chasqui-bubble-out);
  }
  :host([outgoing][first]) .bubble {
    border-start-start-radius: var(--chasqui-radius-lg);
    border-start-end-radius: var(--chasqui-radius-xs);
  }
  :host([status='failed']) .bubble {
    border-color: var(--chasqui-bad-line);
  }
  .text {
    white-space: pre-wrap;
  }
  .quoted,
  .quoted .line {
    display: block;
  }
  .quoted {
    padding-inline-start: 8px;
    border-inline-start: 3px solid var(--chasqui-border-strong);
    color: var(--chasqui-text-2);
  }
  .listed {
    display: block;
  }
  .listed .line {
    display: flex;
    gap: 6px;
    padding-inline-start: 4px;
  }
  .sign {
    flex: none;
    min-inline-size: 10px;
  }
  .emoji {
    font-size: 32px;
    line-height: 40px;
  }
  .notice {
    align-self: center;
    max-inline-size: 82%;
    margin: 0;
    padding: 6px 12px;
    border-radius: var(--chasqui-radius-lg);
    background: var(--chasqui-bg-raised);
    color: var(--chasqui-text-2);
    font: 400 var(--chasqui-fs-3) var(--chasqui-font);
    box-shadow: var(--chasqui-shadow-1);
  }
  .notice svg {
    display: inline-block;
    vertical-align: -2px;
  }
  .unsupported {
    color: var(--chasqui-text-2);
    font-style: italic;
  }
  strong {
    font-weight: 600;
  }
  code {
    font: 400 13px/18px var(--chasqui-font-mono);
  }
  code.inline {
    padding: 1px 4px;
    border-radius: var(--chasqui-radius-xs);
    background: var(--chasqui-bubble-quote);
  }
  code.block {
    display: block;
    padding: 6px 8px;
    border-radius: var(--chasqui-radius-sm);
    background: var(--chasqui-bubble-quote);
    white-space: pre-wrap;
  }
  .meta {
    float: inline-end;
    margin-block: 6px -2px;
    margin-inline-start: 12px;
    color: var(--chasqui-meta);
    font: 400 var(--chasqui-fs-1) var(--chasqui-font);
    white-space: nowrap;
  }
  /* Beside the player's own time. */
  chasqui-media.voice + .meta {
    margin-block-start: -16px;
  }
  .emoji + .meta {
    margin-block-start: 24px;
  }
  .author {
    font-weight: 500;
  }
  .problem {
    display: flex;
    gap: 6px;
    align-items: flex-start;
    max-inline-size: 88%;
    margin-block: 4px 6px;
    color: var(--chasqui-bad-text);
    font: 400 var(--chasqui-fs-2) var(--chasqui-font);
  }
  .problem svg {
    margin-block-start: 1px;
  }
  .upload {
    display: flex;
    gap: 8px;
    align-items: center;
    margin-block-start: 4px;
    color: var(--chasqui-text-2);
    font: 400 var(--chasqui-fs-2) var(--chasqui-font);
  }
  .upload progress {
    inline-size: 96px;
    block-size: 4px;
    border: 0;
    border-radius: 2px;
    background: var(--chasqui-border-control);
    appearance: none;
    overflow: hidden;
  }
  .upload progress::-webkit-progress-bar {
    background: none;
  }
  .upload progress::-webkit-progress-value {
    background: var(--chasqui-accent);
  }
  .upload progress::-moz-progress-bar {
    background: var(--chasqui-accent);
  }
  :host([status='held']) .problem,
  :host([status='unknown']) .problem {
    color: var(--chasqui-warn-text);
  }
  .upload button,
  .problem button {
    min-block-size: 24px;
    margin-block: -4px;
    padding: 0 2px;
    border: 0;
    background: none;
    color: inherit;
    font-weight: 600;
    text-decoration: underline;
    text-underline-offset: 2px;
    cursor: pointer;
  }
  @media (forced-colors: active) {
    .bubble {
      border-color: CanvasText;
    }
  }
`;
