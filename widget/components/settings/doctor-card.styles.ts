import { css } from 'lit';

export const doctorCardStyles = css`
  :host {
    display: block;
  }
  /* Without words it takes no room, but stays, so that the words are announced. */
  .body > [role='status']:empty {
    margin-block-start: -16px;
  }
  .ask {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 12px;
  }
  .ask .text {
    flex: 1 1 200px;
  }
  .check {
    display: flex;
    gap: 8px;
    padding: 12px 16px;
    border-block-start: 1px solid var(--chasqui-border);
    font: 400 var(--chasqui-fs-3) var(--chasqui-font);
    overflow-wrap: anywhere;
  }
  .check > div {
    display: grid;
    gap: 2px;
    justify-items: start;
    min-inline-size: 0;
  }
  .check .icon {
    flex: none;
    margin-block-start: 1px;
    color: var(--chasqui-text-2);
  }
  .state {
    font-weight: 600;
  }
  .state::after {
    content: ' ·';
    content: ' ·' / '';
  }
  .problem .icon,
  .problem .state {
    color: var(--chasqui-bad-text);
  }
  .warning .icon,
  .warning .state {
    color: var(--chasqui-warn-text);
  }
  .ok .icon,
  .ok .state {
    color: var(--chasqui-ok-text);
  }
  .fix {
    color: var(--chasqui-text-2);
  }
  .way {
    display: inline-flex;
    align-items: center;
    gap: 4px;
    min-block-size: 24px;
    padding: 0;
    border: 0;
    border-radius: var(--chasqui-radius-xs);
    background: none;
    color: var(--chasqui-accent-text);
    font: 500 var(--chasqui-fs-3) var(--chasqui-font);
    text-align: start;
    text-decoration: none;
    cursor: pointer;
  }
  .way:hover {
    text-decoration: underline;
  }
  .way .icon {
    margin: 0;
    color: inherit;
  }
  summary {
    padding: 12px 16px;
    border-block-start: 1px solid var(--chasqui-border);
    color: var(--chasqui-text-2);
    font: 500 var(--chasqui-fs-3) var(--chasqui-font);
    cursor: pointer;
  }
  details[open] > summary {
    color: var(--chasqui-text);
  }
`;
