import { css } from 'lit';

export const bubbleMarksStyles = css`
  .mark {
    display: flex;
    gap: 6px;
    align-items: center;
    color: var(--chasqui-text-2);
    font: 400 var(--chasqui-fs-2) var(--chasqui-font);
  }
  .deleted-mark {
    margin-block-end: 2px;
    font-style: italic;
  }
  :host([deleted]) .text,
  .original .text {
    color: var(--chasqui-meta);
  }
  :host([deleted]) .emoji,
  .original .emoji {
    opacity: 0.6;
  }
  .original {
    margin-block: 2px 6px;
    padding: 4px 8px;
    border-radius: var(--chasqui-radius-sm);
    background: var(--chasqui-bubble-quote);
  }
  .edited-mark {
    min-block-size: 24px;
    margin-block: -4px;
    padding: 0;
    border: 0;
    background: none;
    font-style: italic;
    text-decoration: underline dotted;
    text-underline-offset: 2px;
    cursor: pointer;
  }
`;
